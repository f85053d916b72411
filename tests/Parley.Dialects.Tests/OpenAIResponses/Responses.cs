using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAIResponses;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.OpenAIResponses;

internal static class Responses
{
    public static IChatCodec Codec { get; } = OpenAIResponsesDialect.Instance.Chat;

    public static WireRequest Request(string body) => new("/v1/responses", "", WireHeaders.None, Encoding.UTF8.GetBytes(body));

    public static ChatRequest Read(string body) => Codec.ReadRequest(Request(body));

    public static Written Write(ChatRequest request, WireProfile? profile = null) => CodecProof.WriteRequest(Codec, request, profile);

    public static ChatReply ReadReply(string body) => Codec.ReadReply(CodecProof.Reply(body), WireProfile.Default);

    /// <summary>A reply with these items, as OpenAI itself sends it.</summary>
    public static string Reply(string output, string status = "completed", string details = "null", string usage = """{"input_tokens":9,"input_tokens_details":{"cached_tokens":2},"output_tokens":6,"output_tokens_details":{"reasoning_tokens":1},"total_tokens":15}""") =>
        $$"""
        {"id":"resp_1","object":"response","created_at":5,"status":"{{status}}","background":false,"error":null,"incomplete_details":{{details}},"instructions":null,"max_output_tokens":null,"max_tool_calls":null,"metadata":{},
        "model":"m","output":[{{output}}],"parallel_tool_calls":true,"previous_response_id":null,"prompt_cache_key":null,"reasoning":{"effort":null,"summary":null},"safety_identifier":null,"service_tier":"default","store":true,
        "temperature":1.0,"text":{"format":{"type":"text"},"verbosity":"medium"},"tool_choice":"auto","tools":[],"top_logprobs":0,"top_p":1.0,"truncation":"disabled","usage":{{usage}},"user":null}
        """;

    public static Choice ReadChoice(string output, string status = "completed", string details = "null") => Assert.Single(ReadReply(Reply(output, status, details)).Choices);

    /// <summary>A stream of these events; the name of each is its type.</summary>
    public static string Stream(params IEnumerable<string> events) => string.Concat(events.Select(static data => $"event: {TypeOf(data)}\ndata: {data}\n\n"));

    /// <summary>The event that carries the whole response.</summary>
    public static string Event(string type, string response) => $$"""{"type":"{{type}}","response":{{response.ReplaceLineEndings(" ")}}}""";

    public static string Created { get; } = Event("response.created", Reply("", "in_progress", usage: "null"));

    public static FoldedStream Fold(string stream) => StreamFold.EveryCut(Codec, stream);

    /// <summary>Asserts that both texts are JSON of the same meaning; null counts.</summary>
    public static void Same(string expected, string actual) => Assert.Null(JsonDiff.First(expected, actual, nullIsAbsent: false));

    public static string[] Entries(ConversionLog log) => [.. log.Entries.Select(static entry => $"{entry.Category} {entry.Field}")];

    /// <summary>The events of a stream that was written, each as its type and what of its members the test is about.</summary>
    public static List<(string Type, System.Text.Json.JsonElement Data)> Events(string stream) =>
    [
        .. Frames.Read(stream, StreamFraming.ServerSentEvents).Where(static frame => frame.Data.Length > 0)
            .Select(static frame => (frame.Event, System.Text.Json.JsonDocument.Parse(frame.Data).RootElement)),
    ];

    private static string TypeOf(string data) => System.Text.Json.JsonDocument.Parse(data).RootElement.GetProperty("type").GetString()!;
}
