using System.Text;
using Parley.Dialects.Cohere;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.Cohere;

internal static class CohereWire
{
    public const string End = """{"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":{"tokens":{"input_tokens":9,"output_tokens":4},"cached_tokens":2}}}""";

    public static IChatCodec Codec { get; } = CohereDialect.Instance.Chat;

    public static WireRequest Request(string body) => new("/v2/chat", "", WireHeaders.None, Encoding.UTF8.GetBytes(body));

    public static ChatRequest Read(string body) => Codec.ReadRequest(Request(body));

    /// <summary>Reads a request whose only message is given.</summary>
    public static Message ReadMessage(string message) => Assert.Single(Read($$"""{"model":"m","messages":[{{message}}]}""").Messages);

    public static Written Write(ChatRequest request, WireProfile? profile = null) => CodecProof.WriteRequest(Codec, request, profile);

    public static ChatReply ReadReply(string body) => Codec.ReadReply(CodecProof.Reply(body), WireProfile.Default);

    /// <summary>A stream of these events, <c>[DONE]</c> added.</summary>
    public static string Stream(params IEnumerable<string> events) => string.Concat(events.Select(Event)) + "data: [DONE]\n\n";

    /// <summary>One event, named by its type.</summary>
    public static string Event(string data)
    {
        var start = data.IndexOf("\"type\":\"", StringComparison.Ordinal) + 8;
        return $"event: {data[start..data.IndexOf('"', start)]}\ndata: {data}\n\n";
    }

    public static string Start() => """{"id":"r","type":"message-start","delta":{"message":{"role":"assistant","content":[],"tool_plan":"","tool_calls":[],"citations":[]}}}""";

    public static string Text(string piece) => """{"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"PIECE"}}}}""".Replace("PIECE", piece, StringComparison.Ordinal);

    public static WireFrame Frame(string data)
    {
        using var reader = FrameReaders.Create(StreamFraming.ServerSentEvents);
        var bytes = Encoding.UTF8.GetBytes(Event(data));
        bytes.CopyTo(reader.GetMemory(bytes.Length));
        reader.Advance(bytes.Length);
        Assert.True(reader.TryRead(out var frame));
        return new WireFrame(frame.Event.ToArray(), frame.Data.ToArray(), frame.Raw.ToArray());
    }

    public static FoldedStream Fold(string stream) => StreamFold.EveryCut(Codec, stream);

    /// <summary>A request of another dialect with one user message.</summary>
    public static ChatRequest Foreign(string text = "Hi") => new() { Model = "command-a-03-2025", Dialect = DialectNames.OpenAIChat, Messages = [new Message(Role.User, [new TextPart(text)])] };

    /// <summary>Asserts that both texts are JSON of the same meaning; null counts.</summary>
    public static void Same(string expected, string actual) => Assert.Null(JsonDiff.First(expected, actual, nullIsAbsent: false));

    public static string[] Entries(ConversionLog log) => [.. log.Entries.Select(static entry => $"{entry.Category} {entry.Field}: {entry.OldValue} -> {entry.NewValue}")];
}
