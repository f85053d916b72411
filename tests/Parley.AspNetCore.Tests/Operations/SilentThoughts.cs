using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Operations;

/// <summary>Answers with a thought of which nothing is shown, by provider, and conversations that go on from them, by dialect of the caller.</summary>
internal static class SilentThoughts
{
    private const string Text = """It \"snows\".\nStill.""";

    /// <summary>The answer.</summary>
    public static Script Of(string type, bool stream) => (type, stream) switch
    {
        ("anthropic", false) => Script.Json($$$"""{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[{"type":"redacted_thinking","data":"hidden"},{"type":"text","text":"{{{Text}}}"}],"stop_reason":"end_turn","usage":{"input_tokens":5,"output_tokens":9}}"""),
        ("anthropic", true) => Events(
            """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[],"stop_reason":null,"usage":{"input_tokens":5,"output_tokens":1}}}""",
            """{"type":"content_block_start","index":0,"content_block":{"type":"redacted_thinking","data":"hidden"}}""",
            """{"type":"content_block_stop","index":0}""",
            """{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}""",
            """{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"It \"sno"}}""",
            """{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"ws\".\nStill."}}""",
            """{"type":"content_block_stop","index":1}""",
            """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9}}""",
            """{"type":"message_stop"}"""),
        ("gemini", false) => Script.Json($$$"""{"candidates":[{"content":{"role":"model","parts":[{"text":"{{{Text}}}"},{"text":"","thoughtSignature":"aGlkZGVu"}]},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":3,"totalTokenCount":8},"modelVersion":"gemini-3-pro","responseId":"r1"}"""),
        ("gemini", true) => Events(
            """{"candidates":[{"content":{"role":"model","parts":[{"text":"It \"sno"}]},"index":0}],"modelVersion":"gemini-3-pro","responseId":"r1"}""",
            """{"candidates":[{"content":{"role":"model","parts":[{"text":"ws\".\nStill."}]},"index":0}],"modelVersion":"gemini-3-pro","responseId":"r1"}""",
            """{"candidates":[{"content":{"role":"model","parts":[{"text":"","thoughtSignature":"aGlkZGVu"}]},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":3,"totalTokenCount":8},"modelVersion":"gemini-3-pro","responseId":"r1"}"""),
        (_, false) => Script.Json(Response("completed", $$$"""[{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"hidden"},{"type":"message","id":"msg_1","role":"assistant","status":"completed","content":[{"type":"output_text","text":"{{{Text}}}","annotations":[]}]}]""")),
        (_, true) => Events(
            $$$"""{"type":"response.created","sequence_number":0,"response":{{{Response("in_progress", "[]")}}}}""",
            """{"type":"response.output_item.added","sequence_number":1,"output_index":0,"item":{"type":"reasoning","id":"rs_1","summary":[]}}""",
            """{"type":"response.output_item.done","sequence_number":2,"output_index":0,"item":{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"hidden"}}""",
            """{"type":"response.output_item.added","sequence_number":3,"output_index":1,"item":{"type":"message","id":"msg_1","role":"assistant","status":"in_progress","content":[]}}""",
            """{"type":"response.content_part.added","sequence_number":4,"item_id":"msg_1","output_index":1,"content_index":0,"part":{"type":"output_text","text":"","annotations":[]}}""",
            """{"type":"response.output_text.delta","sequence_number":5,"item_id":"msg_1","output_index":1,"content_index":0,"delta":"It \"sno"}""",
            """{"type":"response.output_text.delta","sequence_number":6,"item_id":"msg_1","output_index":1,"content_index":0,"delta":"ws\".\nStill."}""",
            $$$"""{"type":"response.output_item.done","sequence_number":7,"output_index":1,"item":{"type":"message","id":"msg_1","role":"assistant","status":"completed","content":[{"type":"output_text","text":"{{{Text}}}","annotations":[]}]}}""",
            $$$"""{"type":"response.completed","sequence_number":8,"response":{{{Response("completed", $$$"""[{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"hidden"},{"type":"message","id":"msg_1","role":"assistant","status":"completed","content":[{"type":"output_text","text":"{{{Text}}}","annotations":[]}]}]""")}}}}"""),
    };

    /// <summary>Where a caller asks.</summary>
    public static string Path(string dialect) => dialect switch { "chat" => "v1/chat/completions", "ollama" => "api/chat", "conversation" => "v1/conversation", _ => "v2/chat" };

    /// <summary>A request of a caller: what the two sides said in turn.</summary>
    public static string Ask(string dialect, string model, bool stream, params string[] said) => new JsonObject
    {
        ["model"] = model,
        ["stream"] = stream,
        ["messages"] = new JsonArray([.. said.Select((text, i) => new JsonObject { ["role"] = i % 2 == 0 ? "user" : "assistant", ["content"] = dialect == "conversation" ? new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }) : text })]),
    }.ToJsonString();

    /// <summary>What the provider must be told of its answer.</summary>
    public static string Told(string type) => type switch
    {
        "anthropic" => """[{"type":"redacted_thinking","data":"hidden"},{"type":"text","text":"It \u0022snows\u0022.\nStill."}]""",
        "gemini" => """[{"text":"It \u0022snows\u0022.\nStill.","thoughtSignature":"aGlkZGVu"}]""",
        _ => """{"type":"reasoning","summary":[],"encrypted_content":"hidden"}""",
    };

    /// <summary>What it was told of it.</summary>
    public static string Turn(string type, JsonNode sent) => type switch
    {
        "anthropic" => sent["messages"]![1]!["content"]!.ToJsonString(),
        "gemini" => sent["contents"]![1]!["parts"]!.ToJsonString(),
        _ => sent["input"]![1]!.ToJsonString(),
    };

    private static string Response(string status, string output) =>
        $$$"""{"id":"resp_1","object":"response","created_at":1,"status":"{{{status}}}","model":"gpt-5","output":{{{output}}},"usage":{"input_tokens":5,"output_tokens":9,"total_tokens":14}}""";

    private static Script Events(params string[] events) => Script.Stream(string.Concat(events.Select(static data => $"event: {JsonNode.Parse(data)!["type"]?.GetValue<string>() ?? "message"}\ndata: {data}\n\n")), "text/event-stream");
}
