namespace Parley.TestKit.Upstream;

/// <summary>One dialect's wire text for tests through the whole stack: what a client posts, and what a provider answers, whole and streamed.</summary>
/// <param name="Provider">The provider in the catalog.</param>
/// <param name="ContentType">The media type of its streams.</param>
public sealed record WireSample(string Provider, string ContentType)
{
    /// <summary>Where a client posts for a model.</summary>
    public required Func<string, bool, string> Path { get; init; }

    /// <summary>What a client posts for a model and a prompt.</summary>
    public required Func<string, string, bool, string> Body { get; init; }

    /// <summary>A whole answer that says "Hello there".</summary>
    public required string Reply { get; init; }

    /// <summary>The streamed twin: events before anything can be seen.</summary>
    public required string Prelude { get; init; }

    /// <summary>The events that say "Hello" and " there".</summary>
    public required (string First, string Second) Text { get; init; }

    /// <summary>Finish, usage and end.</summary>
    public required string Ending { get; init; }

    /// <summary>The whole stream.</summary>
    public string Stream => Prelude + Text.First + Text.Second + Ending;

    /// <summary>OpenAI's chat completions.</summary>
    public static WireSample OpenAI { get; } = new("openai", "text/event-stream")
    {
        Path = static (_, _) => "v1/chat/completions",
        Body = static (model, prompt, stream) => $$"""{"model":"{{model}}","messages":[{"role":"user","content":"{{prompt}}"}]{{(stream ? ""","stream":true""" : "")}}}""",
        Reply = """{"id":"chatcmpl-1","object":"chat.completion","created":1760000000,"model":"m-1","choices":[{"index":0,"message":{"role":"assistant","content":"Hello there"},"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9}}""",
        Prelude = Sse("""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1760000000,"model":"m-1","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}"""),
        Text = (OpenAIText("Hello"), OpenAIText(" there")),
        Ending = Sse("""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1760000000,"model":"m-1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""")
            + Sse("""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1760000000,"model":"m-1","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9}}""")
            + "data: [DONE]\n\n",
    };

    /// <summary>OpenAI's responses.</summary>
    public static WireSample Responses { get; } = new("openai-responses", "text/event-stream")
    {
        Path = static (_, _) => "v1/responses",
        Body = static (model, prompt, stream) => $$"""{"model":"{{model}}","input":"{{prompt}}"{{(stream ? ""","stream":true""" : "")}}}""",
        Reply = ResponseOf("completed", ResponseItem, """{"input_tokens":7,"input_tokens_details":{"cached_tokens":0},"output_tokens":2,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":9}"""),
        Prelude = ResponseEvent("response.created", 0, $"\"response\":{ResponseOf("in_progress", "", "null")}")
            + ResponseEvent("response.output_item.added", 1, "\"output_index\":0,\"item\":{\"type\":\"message\",\"id\":\"msg_1\",\"status\":\"in_progress\",\"role\":\"assistant\",\"content\":[]}")
            + ResponseEvent("response.content_part.added", 2, "\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"part\":{\"type\":\"output_text\",\"text\":\"\",\"annotations\":[],\"logprobs\":[]}"),
        Text = (ResponseText(3, "Hello"), ResponseText(4, " there")),
        Ending = ResponseEvent("response.output_item.done", 5, $"\"output_index\":0,\"item\":{ResponseItem}")
            + ResponseEvent("response.completed", 6, $"\"response\":{ResponseOf("completed", ResponseItem, """{"input_tokens":7,"input_tokens_details":{"cached_tokens":0},"output_tokens":2,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":9}""")}"),
    };

    /// <summary>Anthropic's messages.</summary>
    public static WireSample Anthropic { get; } = new("anthropic", "text/event-stream")
    {
        Path = static (_, _) => "v1/messages",
        Body = static (model, prompt, stream) => $$"""{"model":"{{model}}","max_tokens":64,"messages":[{"role":"user","content":"{{prompt}}"}]{{(stream ? ""","stream":true""" : "")}}}""",
        Reply = """{"id":"msg_1","type":"message","role":"assistant","model":"m-1","content":[{"type":"text","text":"Hello there"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":7,"output_tokens":2}}""",
        Prelude = Event("message_start", """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m-1","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":7,"output_tokens":1}}}""")
            + Event("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""),
        Text = (AnthropicText("Hello"), AnthropicText(" there")),
        Ending = Event("content_block_stop", """{"type":"content_block_stop","index":0}""")
            + Event("message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":2}}""")
            + Event("message_stop", """{"type":"message_stop"}"""),
    };

    /// <summary>Gemini's generateContent and streamGenerateContent with SSE.</summary>
    public static WireSample Gemini { get; } = new("gemini", "text/event-stream")
    {
        Path = static (model, stream) => $"v1beta/models/{model}:{(stream ? "streamGenerateContent?alt=sse" : "generateContent")}",
        Body = static (_, prompt, _) => $$"""{"contents":[{"role":"user","parts":[{"text":"{{prompt}}"}]}]}""",
        Reply = """{"candidates":[{"content":{"role":"model","parts":[{"text":"Hello there"}]},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":2,"totalTokenCount":9},"modelVersion":"m-1","responseId":"r-1"}""",
        Prelude = "",
        Text = (GeminiText("Hello"), GeminiText(" there")),
        Ending = Sse("""{"candidates":[{"content":{"role":"model","parts":[{"text":""}]},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":2,"totalTokenCount":9},"modelVersion":"m-1","responseId":"r-1"}"""),
    };

    /// <summary>Ollama's chat.</summary>
    public static WireSample Ollama { get; } = new("ollama", "application/x-ndjson")
    {
        Path = static (_, _) => "api/chat",
        Body = static (model, prompt, stream) => $$"""{"model":"{{model}}","messages":[{"role":"user","content":"{{prompt}}"}],"stream":{{(stream ? "true" : "false")}}}""",
        Reply = """{"model":"m-1","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"Hello there"},"done":true,"done_reason":"stop","total_duration":9,"load_duration":1,"prompt_eval_count":7,"prompt_eval_duration":3,"eval_count":2,"eval_duration":5}""",
        Prelude = "",
        Text = (OllamaText("Hello"), OllamaText(" there")),
        Ending = """{"model":"m-1","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","total_duration":9,"load_duration":1,"prompt_eval_count":7,"prompt_eval_duration":3,"eval_count":2,"eval_duration":5}""" + "\n",
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<WireSample> All { get; } = [OpenAI, Responses, Anthropic, Gemini, Ollama];

    /// <summary>The sample of a provider.</summary>
    public static WireSample Of(string provider) => All.Single(sample => sample.Provider == provider);

    /// <inheritdoc/>
    public override string ToString() => Provider;

    private static string Sse(string data) => $"data: {data}\n\n";

    private const string ResponseItem = """{"type":"message","id":"msg_1","status":"completed","role":"assistant","content":[{"type":"output_text","text":"Hello there","annotations":[],"logprobs":[]}]}""";

    private static string ResponseOf(string status, string output, string usage) =>
        $$"""{"id":"resp_1","object":"response","created_at":1760000000,"status":"{{status}}","error":null,"incomplete_details":null,"model":"m-1","output":[{{output}}],"usage":{{usage}}}""";

    private static string ResponseEvent(string type, int number, string members) => Event(type, $$"""{"type":"{{type}}","sequence_number":{{number}},{{members}}}""");

    private static string ResponseText(int number, string text) =>
        ResponseEvent("response.output_text.delta", number, $"\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"delta\":\"{text}\",\"logprobs\":[]");

    private static string Event(string name, string data) => $"event: {name}\ndata: {data}\n\n";

    private static string OpenAIText(string text) =>
        Sse($$$"""{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1760000000,"model":"m-1","choices":[{"index":0,"delta":{"content":"{{{text}}}"},"finish_reason":null}]}""");

    private static string AnthropicText(string text) =>
        Event("content_block_delta", $$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{{{text}}}"}}""");

    private static string GeminiText(string text) =>
        Sse($$$"""{"candidates":[{"content":{"role":"model","parts":[{"text":"{{{text}}}"}]},"index":0}],"usageMetadata":{"promptTokenCount":7,"totalTokenCount":7},"modelVersion":"m-1","responseId":"r-1"}""");

    private static string OllamaText(string text) =>
        $$"""{"model":"m-1","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":"{{text}}"},"done":false}""" + "\n";
}
