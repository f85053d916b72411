using System.Text;
using Parley.Dialects.AnthropicMessages;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.AnthropicMessages;

/// <summary>What the tests of this room share.</summary>
internal static class Room
{
    public static IChatCodec Codec { get; } = AnthropicMessagesDialect.Instance.Chat;

    public static WireRequest Request(string body, params KeyValuePair<string, string>[] headers) => new("/v1/messages", "", new WireHeaders(headers), Encoding.UTF8.GetBytes(body));

    public static ChatRequest Read(string body) => Codec.ReadRequest(Request(body));

    /// <summary>A request as a reader of another dialect would give it.</summary>
    public static ChatRequest Foreign(params Message[] messages) => new() { Model = "claude-sonnet-4-5", MaxTokens = 100, Dialect = DialectNames.OpenAIChat, Messages = messages };

    public static Message User(string text) => new(Role.User, [new TextPart(text) { IsBare = true }]);

    public static Written Write(ChatRequest request, WireProfile? profile = null) => CodecProof.WriteRequest(Codec, request, profile);

    public static void SameJson(string expected, string actual) => Assert.Null(JsonDiff.First(expected, actual, nullIsAbsent: false) is { } difference ? $"{difference}\n{actual}" : null);

    public static void Logged(ConversionLog log, ConversionCategory category, string field) => Assert.Contains(log.Entries, entry => entry.Category == category && entry.Field == field);

    public static ReplyStart ForeignStart { get; } = new() { Id = "chatcmpl-1", Model = "gpt-5", Dialect = DialectNames.OpenAIChat };

    public static ChatEvent Event(ChatEventKind kind, int part, string text, object? detail = null) => new(kind, 0, part, text, detail);

    public static ChatEvent Call(int part, string id, string name) => new(ChatEventKind.ToolCallStart, 0, part, default, new ToolCallStart(id, name));

    public static ChatEvent Finish(FinishReason reason) => ChatEvent.Of(ChatEventKind.Finish, new Finish(reason));

    public static ChatEvent End { get; } = ChatEvent.Of(ChatEventKind.End);

    /// <summary>The data lines of a stream, one for each event, without the events around the blocks.</summary>
    public static List<string> Blocks(string stream)
    {
        var data = new List<string>();
        foreach (var frame in Frames.Read(stream, StreamFraming.ServerSentEvents))
        {
            if (frame.Event.StartsWith("content_block", StringComparison.Ordinal))
                data.Add(frame.Data);
        }
        return data;
    }

    /// <summary>The data of the one event of a name.</summary>
    public static string Only(string stream, string name) =>
        Assert.Single(Frames.Read(stream, StreamFraming.ServerSentEvents), frame => frame.Event == name).Data;
}
