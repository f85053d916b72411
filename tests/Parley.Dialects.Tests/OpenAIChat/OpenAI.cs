using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAIChat;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.OpenAIChat;

internal static class OpenAI
{
    public static IChatCodec Codec { get; } = OpenAIChatDialect.Instance.Chat;

    public static WireRequest Request(string body) => new("/v1/chat/completions", "", WireHeaders.None, Encoding.UTF8.GetBytes(body));

    public static ChatRequest Read(string body) => Codec.ReadRequest(Request(body));

    /// <summary>Reads a request whose only message is given.</summary>
    public static Message ReadMessage(string message) => Assert.Single(Read($$"""{"model":"m","messages":[{{message}}]}""").Messages);

    public static Written Write(ChatRequest request, WireProfile? profile = null) => CodecProof.WriteRequest(Codec, request, profile);

    public static ChatReply ReadReply(string body) => Codec.ReadReply(CodecProof.Reply(body), WireProfile.Default);

    /// <summary>Reads a reply whose only choice has the given message.</summary>
    public static Choice ReadChoice(string message, string finish = "stop") =>
        Assert.Single(ReadReply($$"""{"id":"r","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{{message}},"finish_reason":"{{finish}}"}]}""").Choices);

    /// <summary>A stream of these payloads, <c>[DONE]</c> not added.</summary>
    public static string Stream(params IEnumerable<string> payloads) => string.Concat(payloads.Select(static payload => $"data: {payload}\n\n"));

    /// <summary>A chunk with one choice.</summary>
    public static string Chunk(string delta, string finish = "null", string rest = "") =>
        $$"""{"id":"r","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{{delta}},"finish_reason":{{finish}}}]{{rest}}}""";

    public static FoldedStream Fold(string stream, WireProfile? profile = null) => StreamFold.EveryCut(Codec, stream, StreamFraming.ServerSentEvents, profile);

    /// <summary>Asserts that both texts are JSON of the same meaning; null counts.</summary>
    public static void Same(string expected, string actual) => Assert.Null(JsonDiff.First(expected, actual, nullIsAbsent: false));

    public static string[] Entries(ConversionLog log) => [.. log.Entries.Select(static entry => $"{entry.Category} {entry.Field}")];
}
