using System.Buffers;
using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;
using static Parley.Dialects.Tests.Cohere.CohereWire;

namespace Parley.Dialects.Tests.Cohere;

public sealed class EncoderTests
{
    private static readonly ReplyStart Begin = new() { Id = "r" };

    [Fact]
    public void Text_is_start_pieces_end_and_done() => Assert.Equal(
        Stream(
            Start(),
            """{"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}""",
            Text("Hi"),
            Text(" \\\"you\\\""),
            """{"type":"content-end","index":0}""",
            """{"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":{"billed_units":{"input_tokens":3,"output_tokens":2},"tokens":{"input_tokens":3,"output_tokens":2}}}}"""),
        Encode(Of(ChatEventKind.Start, Begin), Piece("Hi"), Piece(" \"you\""), Used(3, 2), Finish(FinishReason.Stop), Of(ChatEventKind.End)));

    [Fact]
    public void Thoughts_and_texts_take_turns() => Assert.Equal(
        ["content-start 0", "content-delta 0", "content-end 0", "content-start 1", "content-delta 1", "content-end 1", "content-start 2", "content-delta 2", "content-end 2"],
        Types(Encode(Of(ChatEventKind.Start, Begin), new(ChatEventKind.Reasoning, 0, 0, "Hm"), new(ChatEventKind.Text, 0, 1, "a"), new(ChatEventKind.Reasoning, 0, 2, "ok"), Finish(FinishReason.Stop), Of(ChatEventKind.End)))[1..^1]);

    [Fact]
    public void Interleaved_calls_come_one_behind_the_other()
    {
        var stream = Encode(
            Of(ChatEventKind.Start, Begin),
            Call(1, "a", "f"),
            Call(2, "b", "g"),
            new(ChatEventKind.ToolCallArguments, 0, 1, "{\"x\":"),
            new(ChatEventKind.ToolCallArguments, 0, 2, "{}"),
            new(ChatEventKind.Text, 0, 3, "text"),
            new(ChatEventKind.ToolCallArguments, 0, 1, "\"}\"}"),
            Finish(FinishReason.Stop),
            Of(ChatEventKind.End));
        Assert.Equal(
            ["tool-call-start 0", "tool-call-delta 0", "tool-call-delta 0", "tool-call-end 0", "tool-call-start 1", "tool-call-delta 1", "tool-call-end 1", "content-start 0", "content-delta 0", "content-end 0"],
            Types(stream)[1..^1]);
        Assert.Contains("\"finish_reason\":\"TOOL_CALL\"", stream, StringComparison.Ordinal);
    }

    [Fact]
    public void Call_without_arguments_has_an_empty_object() => Assert.Contains(
        Event("""{"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"{}"}}}}}""") + Event("""{"type":"tool-call-end","index":0}"""),
        Encode(Of(ChatEventKind.Start, Begin), Call(0, "a", "f"), Finish(FinishReason.ToolCalls), Of(ChatEventKind.End)), StringComparison.Ordinal);

    [Fact]
    public void Free_text_of_a_custom_tool_becomes_an_object() => Assert.Contains(
        Event("""{"type":"tool-call-delta","index":0,"delta":{"message":{"tool_calls":{"function":{"arguments":"{\"input\":\"4 + \\\"4\\\"\"}"}}}}}"""),
        Encode(Of(ChatEventKind.Start, Begin), new(ChatEventKind.ToolCallStart, 0, 0, default, new ToolCallStart("a", "calc") { IsCustom = true }), new(ChatEventKind.ToolCallArguments, 0, 0, "4 + "), new(ChatEventKind.ToolCallArguments, 0, 0, "\"4\""), Of(ChatEventKind.End)),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(FinishReason.Stop, "COMPLETE")]
    [InlineData(FinishReason.Unknown, "COMPLETE")]
    [InlineData(FinishReason.StopSequence, "STOP_SEQUENCE")]
    [InlineData(FinishReason.Length, "MAX_TOKENS")]
    [InlineData(FinishReason.ContextWindow, "MAX_TOKENS")]
    [InlineData(FinishReason.ToolCalls, "COMPLETE")]
    [InlineData(FinishReason.Paused, "MAX_TOKENS")]
    [InlineData(FinishReason.ContentFilter, "ERROR")]
    [InlineData(FinishReason.Refusal, "ERROR")]
    [InlineData(FinishReason.MalformedToolCall, "ERROR")]
    [InlineData(FinishReason.Error, "ERROR")]
    public void Reason_has_a_word(FinishReason reason, string word) =>
        Assert.Contains($"\"finish_reason\":\"{word}\"", Encode(Of(ChatEventKind.Start, Begin), Finish(reason), Of(ChatEventKind.End)), StringComparison.Ordinal);

    [Fact]
    public void Source_of_another_dialect_is_a_document()
    {
        var stream = Encode(Of(ChatEventKind.Start, Begin), Piece("a"), new(ChatEventKind.Citation, 0, 0, default, new Citation { Dialect = DialectNames.AnthropicMessages, Url = "https://x", Title = "T", CitedText = "b", StartIndex = 0, EndIndex = 1 }), Of(ChatEventKind.End));
        Assert.Contains(
            Event("""{"type":"citation-start","index":0,"delta":{"message":{"citations":{"start":0,"end":1,"sources":[{"type":"document","id":"https://x","document":{"title":"T","url":"https://x","text":"b"}}],"content_index":0,"type":"TEXT_CONTENT"}}}}""") + Event("""{"type":"citation-end","index":0}"""),
            stream, StringComparison.Ordinal);
    }

    [Fact]
    public void Fault_closes_what_is_open_and_ends_the_message()
    {
        var fault = new Fault(FaultKind.IdleTimeout, "gone");
        const string end = """{"type":"message-end","delta":{"finish_reason":"TIMEOUT","usage":{},"error":"gone","error_type":"TIMEOUT","source":"gateway"}}""";
        Assert.Equal(Event(end), Encode(Of(ChatEventKind.Fault, fault)));
        Assert.EndsWith(Event(Text("a")) + Event("""{"type":"content-end","index":0}""") + Event(end), Encode(Of(ChatEventKind.Start, Begin), Piece("a"), Of(ChatEventKind.Fault, fault)), StringComparison.Ordinal);
    }

    [Fact]
    public void Keepalive_is_a_comment()
    {
        var output = new ArrayBufferWriter<byte>();
        Codec.OpenEncoder(new StreamOptions(), new ConversionLog()).WriteKeepAlive(output);
        Assert.Equal(": keepalive\n\n", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void What_has_no_place_is_recorded()
    {
        var log = new ConversionLog();
        var extras = new Extras(DialectNames.Gemini);
        extras.Add("x", RawJson.Parse("1"));
        CodecProof.Encode(Codec,
        [
            Of(ChatEventKind.Start, Begin with { Dialect = DialectNames.Gemini, Extras = extras, ServiceTier = "flex" }),
            Of(ChatEventKind.Opaque, new OpaquePart(DialectNames.Gemini, "executableCode", RawJson.Parse("{}"))),
            new(ChatEventKind.RedactedReasoning, 0, 0, "zzz"),
            new(ChatEventKind.Signature, 0, 0, "sig", DialectNames.Gemini),
            new(ChatEventKind.Text, 1, 0, "second"),
            Of(ChatEventKind.MessageExtras, extras),
            Of(ChatEventKind.Finish, new Finish(FinishReason.StopSequence) { StopSequence = "END" }),
            Of(ChatEventKind.End),
        ], log);
        Assert.Equal(
            ["Dropped service_tier: flex -> ", "Dropped x: 1 -> ", "Dropped choices[0].message: executableCode -> ", "Dropped choices[0].message: redacted reasoning -> ", "Dropped choices[0].message.signature:  -> ",
                "Dropped choices[1]:  -> ", "Dropped choices[0].message.x: 1 -> ", "Moved stop_sequence:  -> finish_reason"],
            Entries(log));
    }

    private static string Encode(params IEnumerable<ChatEvent> events) => CodecProof.Encode(Codec, events);

    private static string[] Types(string stream) =>
        [.. Frames.Read(stream, StreamFraming.ServerSentEvents).Where(static frame => frame.Event.Length > 0).Select(static frame => $"{frame.Event} {(System.Text.Json.Nodes.JsonNode.Parse(frame.Data)!["index"]?.ToString() ?? "")}".TrimEnd())];

    private static ChatEvent Of(ChatEventKind kind, object? detail = null) => ChatEvent.Of(kind, detail);

    private static ChatEvent Piece(string text) => new(ChatEventKind.Text, 0, 0, text);

    private static ChatEvent Call(int part, string id, string name) => new(ChatEventKind.ToolCallStart, 0, part, default, new ToolCallStart(id, name));

    private static ChatEvent Finish(FinishReason reason) => ChatEvent.Of(ChatEventKind.Finish, new Finish(reason));

    private static ChatEvent Used(long input, long output) => ChatEvent.Of(ChatEventKind.Usage, new Usage { Input = TokenCount.Exact(input), Output = TokenCount.Exact(output) });
}
