using System.Text;
using Parley.Dialects.Bedrock;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.Bedrock;

/// <summary>What the tests of this room share.</summary>
internal static class Converse
{
    public const string Claude = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";

    public static IChatCodec Codec { get; } = BedrockDialect.Instance.Chat;

    public static string Fixture(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", "bedrock", name));

    public static WireRequest Request(string body, string path = "/model/m.x-v1%3A0/converse") => new(path, "", WireHeaders.None, Encoding.UTF8.GetBytes(body));

    public static ChatRequest Read(string body) => Codec.ReadRequest(Request(body));

    /// <summary>A request as a reader of another dialect would give it.</summary>
    public static ChatRequest Foreign(params Message[] messages) => new() { Model = Claude, Dialect = DialectNames.OpenAIChat, Messages = messages };

    public static Message User(params Part[] parts) => new(Role.User, parts);

    public static Message Says(string text) => User(new TextPart(text));

    public static Written Write(ChatRequest request, WireProfile? profile = null) => CodecProof.WriteRequest(Codec, request, profile);

    public static void SameJson(string expected, string actual) => Assert.Null(JsonDiff.First(expected, actual, nullIsAbsent: false) is { } difference ? $"{difference}\n{actual}" : null);

    public static void Logged(ConversionLog log, ConversionCategory category, string field) => Assert.Contains(log.Entries, entry => entry.Category == category && entry.Field == field);

    public static IReadOnlyList<string> Encode(params ChatEvent[] events) => EventStreams.Lines(CodecProof.EncodeBytes(Codec, events));

    public static ChatEvent Event(ChatEventKind kind, int part, string text, object? detail = null) => new(kind, 0, part, text, detail);

    public static ChatEvent Call(int part, string id, string name, bool isCustom = false) => new(ChatEventKind.ToolCallStart, 0, part, default, new ToolCallStart(id, name) { IsCustom = isCustom });

    public static ChatEvent Finish(FinishReason reason) => ChatEvent.Of(ChatEventKind.Finish, new Finish(reason));

    public static ChatEvent Start { get; } = ChatEvent.Of(ChatEventKind.Start, new ReplyStart { Id = "chatcmpl-1", Model = "gpt-5", Dialect = DialectNames.OpenAIChat });

    public static ChatEvent End { get; } = ChatEvent.Of(ChatEventKind.End);
}
