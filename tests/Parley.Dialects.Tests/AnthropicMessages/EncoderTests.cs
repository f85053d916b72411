using System.Buffers;
using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.AnthropicMessages;

/// <summary>Streams of other dialects, in any order that they may come in.</summary>
public sealed class EncoderTests
{
    private const string TextStart = """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""";

    [Fact]
    public void Plain_answer_is_written_event_by_event() => Assert.Equal("""
        event: message_start
        data: {"type":"message_start","message":{"id":"chatcmpl-1","type":"message","role":"assistant","model":"gpt-5","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":7,"output_tokens":0}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"input_tokens":5,"output_tokens":2}}

        event: message_stop
        data: {"type":"message_stop"}


        """, Encode(Start, Room.Event(ChatEventKind.Text, 0, ""), Room.Event(ChatEventKind.Text, 0, "Hi"), Room.Finish(FinishReason.Stop), Used(1, 1), Used(5, 2), Room.End));

    [Fact]
    public void Usage_before_the_first_content_is_told_at_the_start()
    {
        var stream = Encode(Start, Used(42, 1), Room.Event(ChatEventKind.Text, 0, "Hi"), Room.Finish(FinishReason.Stop), Room.End);
        Assert.Contains("\"usage\":{\"input_tokens\":42,\"output_tokens\":1}", Room.Only(stream, "message_start"), StringComparison.Ordinal);
    }

    [Fact]
    public void Reasoning_text_and_calls_are_blocks_one_after_the_other()
    {
        var stream = Encode(
            Start,
            Room.Event(ChatEventKind.Reasoning, 0, "hm"),
            Room.Event(ChatEventKind.Text, 5, "So"),
            Room.Call(9, "a", "f"),
            Room.Event(ChatEventKind.ToolCallArguments, 9, "{\"x\":"),
            Room.Event(ChatEventKind.ToolCallArguments, 9, "\"}\"}"),
            Room.Event(ChatEventKind.Text, 5, "more"),
            Room.Finish(FinishReason.Stop),
            Room.End);
        Assert.Equal(
            [
                """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""",
                """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}}""",
                """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":""}}""",
                """{"type":"content_block_stop","index":0}""",
                """{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}""",
                """{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"So"}}""",
                """{"type":"content_block_stop","index":1}""",
                """{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"a","name":"f","input":{}}}""",
                """{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{\"x\":"}}""",
                """{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"\"}\"}"}}""",
                """{"type":"content_block_stop","index":2}""",
                """{"type":"content_block_start","index":3,"content_block":{"type":"text","text":""}}""",
                """{"type":"content_block_delta","index":3,"delta":{"type":"text_delta","text":"more"}}""",
                """{"type":"content_block_stop","index":3}""",
            ],
            Room.Blocks(stream));
        Assert.Contains("\"stop_reason\":\"tool_use\"", Room.Only(stream, "message_delta"), StringComparison.Ordinal);
    }

    [Fact]
    public void Interleaved_calls_wait_for_each_other()
    {
        var stream = Encode(
            Start,
            Room.Call(0, "a", "f"),
            Room.Call(1, "b", "g"),
            Room.Event(ChatEventKind.ToolCallArguments, 0, "{\"x\""),
            Room.Event(ChatEventKind.ToolCallArguments, 1, "{\"y\""),
            Room.Call(2, "c", "h"),
            Room.Event(ChatEventKind.ToolCallArguments, 1, ":2}"),
            Room.Event(ChatEventKind.ToolCallArguments, 0, ":1}"),
            Room.Finish(FinishReason.ToolCalls),
            Room.End);
        var folded = StreamFold.Once(Room.Codec, Encoding.UTF8.GetBytes(stream)).Whole;
        Assert.Equal(
            [("a", "{\"x\":1}"), ("b", "{\"y\":2}"), ("c", "{}")],
            folded.Choices[0].Parts.Cast<ToolCallPart>().Select(static call => (call.Id, call.Arguments.ToString())));
        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2], Room.Blocks(stream).Select(static data => data[data.IndexOf("\"index\":", StringComparison.Ordinal) + 8] - '0'));
    }

    [Fact]
    public void Call_without_arguments_has_one_empty_delta()
    {
        var blocks = Room.Blocks(Encode(Start, Room.Call(0, "a b", "f"), Room.Finish(FinishReason.Stop), Room.End));
        Assert.Contains($"\"id\":\"{ToolCallIds.Map("a b", ToolCallIdRule.Word64)}\"", blocks[0], StringComparison.Ordinal);
        Assert.Equal("""{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":""}}""", blocks[1]);
        Assert.Equal(3, blocks.Count);
    }

    [Theory]
    [InlineData("null", "")]
    [InlineData(" ", "")]
    [InlineData("[1]", """{\"input\":\"[1]\"}""")]
    public void Arguments_that_are_no_object_are_wrapped(string arguments, string expected)
    {
        var blocks = Room.Blocks(Encode(Start, Room.Call(0, "a", "f"), Room.Event(ChatEventKind.ToolCallArguments, 0, arguments), Room.Finish(FinishReason.Stop), Room.End));
        Assert.Contains($"\"partial_json\":\"{expected}\"", blocks[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{bad", "tool_use")]
    [InlineData("{ bad}", "tool_use")]
    [InlineData("{", "max_tokens")]
    public void Arguments_that_only_begin_like_an_object_are_wrapped_whole_and_streamed(string arguments, string reason)
    {
        var whole = CodecProof.WriteReply(Room.Codec, new ChatReply { Choices = [new Choice(0, [new ToolCallPart("a", "f", ToolArguments.FromText(arguments))], new Finish(FinishReason.ToolCalls))] });
        Assert.Contains($$"""
            "input":{"input":"{{arguments}}"}
            """, whole.Text, StringComparison.Ordinal);
        Assert.Contains($"\"stop_reason\":\"{reason}\"", whole.Text, StringComparison.Ordinal);
        var pieces = arguments.Select(static piece => Room.Event(ChatEventKind.ToolCallArguments, 0, piece.ToString()));
        var stream = Encode([Start, Room.Call(0, "a", "f"), .. pieces, Room.Finish(FinishReason.ToolCalls), Room.End]);
        Assert.Equal($$$"""{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"input\":\"{{{arguments}}}\"}"}}""", Room.Blocks(stream)[1]);
        Assert.Contains($"\"stop_reason\":\"{reason}\"", Room.Only(stream, "message_delta"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FinishReason.ToolCalls, 1)]
    [InlineData(FinishReason.Length, 0)]
    public void Cut_arguments_that_no_limit_explains_are_recorded(FinishReason reason, int entries)
    {
        var log = new ConversionLog();
        CodecProof.Encode(Room.Codec, [Start, Room.Call(0, "a", "f"), Room.Event(ChatEventKind.ToolCallArguments, 0, "{\"x\":"), Room.Finish(reason), Room.End], log: log);
        Assert.Equal(entries, log.Entries.Count(static entry => entry.Field == "choices[0].delta.tool_calls.arguments"));
    }

    [Fact]
    public void Text_of_a_custom_tool_is_wrapped_at_its_end()
    {
        var call = new ChatEvent(ChatEventKind.ToolCallStart, 0, 0, default, new ToolCallStart("a", "patch") { IsCustom = true });
        var blocks = Room.Blocks(Encode(Start, call, Room.Event(ChatEventKind.ToolCallArguments, 0, "{a"), Room.Event(ChatEventKind.ToolCallArguments, 0, "\"b"), Room.Finish(FinishReason.ToolCalls), Room.End));
        Assert.Equal("""{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"input\":\"{a\\\"b\"}"}}""", blocks[1]);
    }

    [Fact]
    public void Cut_arguments_say_that_the_limit_was_reached()
    {
        var stream = Encode(Start, Room.Call(0, "a", "f"), Room.Event(ChatEventKind.ToolCallArguments, 0, "{\"x\":\"y"), Room.Finish(FinishReason.ToolCalls), Room.End);
        Assert.Contains("\"stop_reason\":\"max_tokens\"", Room.Only(stream, "message_delta"), StringComparison.Ordinal);
    }

    [Fact]
    public void Signature_of_the_dialect_arrives_even_without_a_thought()
    {
        var blocks = Room.Blocks(Encode(Start, Room.Event(ChatEventKind.Signature, 0, "c2ln", DialectNames.AnthropicMessages), Room.Finish(FinishReason.Stop), Room.End));
        Assert.Equal("""{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2ln"}}""", blocks[1]);
        Assert.Equal(3, blocks.Count);
    }

    [Fact]
    public void What_this_dialect_cannot_show_is_recorded()
    {
        var log = new ConversionLog();
        var stream = CodecProof.Encode(Room.Codec, [
            Start,
            Room.Event(ChatEventKind.Signature, 0, "x", DialectNames.Gemini),
            Room.Event(ChatEventKind.RedactedReasoning, 1, "x"),
            ChatEvent.Of(ChatEventKind.Opaque, new OpaquePart(DialectNames.Gemini, "executableCode", RawJson.Parse("{}"))),
            ChatEvent.Of(ChatEventKind.Media, new MediaPart(MediaKind.Image, new MediaSource.Base64("AAAA"))),
            ChatEvent.Of(ChatEventKind.Citation, new Citation { Title = "no address" }),
            ChatEvent.Of(ChatEventKind.Logprobs, RawJson.Parse("{}")),
            new ChatEvent(ChatEventKind.Text, 1, 0, "second answer"),
            Room.Finish(FinishReason.Stop),
            Room.End], log);
        Assert.Empty(Room.Blocks(stream));
        Assert.Equal(
            ["choices[0].delta.signature", "choices[0].delta.reasoning", "choices[0].delta", "choices[0].delta", "choices[0].delta.annotations", "choices[0].logprobs", "choices[1]"],
            log.Entries.Select(static entry => entry.Field));
    }

    [Fact]
    public void Foreign_citation_is_shown_in_the_open_text()
    {
        var citation = new ChatEvent(ChatEventKind.Citation, 0, 0, default, new Citation { Url = "https://x", CitedText = "q", Dialect = DialectNames.Gemini });
        var blocks = Room.Blocks(Encode(Start, Room.Event(ChatEventKind.Text, 0, "Hi"), citation, Room.Finish(FinishReason.Stop), Room.End));
        Assert.Equal("""{"type":"content_block_delta","index":0,"delta":{"type":"citations_delta","citation":{"type":"web_search_result_location","cited_text":"q","encrypted_index":"","title":null,"url":"https://x"}}}""", blocks[2]);
    }

    [Fact]
    public void Refusal_is_a_text_that_stops_as_a_refusal()
    {
        var stream = Encode(Start, Room.Event(ChatEventKind.Refusal, 0, "No."), Room.Finish(FinishReason.Stop), Room.End);
        Assert.Equal(TextStart, Room.Blocks(stream)[0]);
        Assert.Contains("\"stop_reason\":\"refusal\"", Room.Only(stream, "message_delta"), StringComparison.Ordinal);
    }

    [Fact]
    public void Stream_without_content_or_head_is_still_whole()
    {
        var stream = Encode(Room.Finish(FinishReason.Length), Room.End);
        Assert.Contains("\"id\":\"reply_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"model\"", Room.Only(stream, "message_start"), StringComparison.Ordinal);
        Assert.Contains("\"stop_reason\":\"max_tokens\"", Room.Only(stream, "message_delta"), StringComparison.Ordinal);
        Assert.EndsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", stream, StringComparison.Ordinal);
    }

    [Fact]
    public void Fault_is_an_error_event_and_the_last_word()
    {
        var fault = new Fault(FaultKind.IdleTimeout, "Silence.") { RequestId = "req_1", Backend = "b" };
        var output = new ArrayBufferWriter<byte>();
        var encoder = Room.Codec.OpenEncoder(CodecProof.Asked, new ConversionLog());
        encoder.WriteFault(fault, output);
        encoder.WriteKeepAlive(output);
        encoder.WriteEnd(output);
        Assert.Equal("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"timeout_error\",\"message\":\"Silence.\",\"source\":\"gateway\"},\"request_id\":\"req_1\"}\n\n", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Sign_of_life_is_a_comment_before_the_start_and_a_ping_after_it()
    {
        var output = new ArrayBufferWriter<byte>();
        var encoder = Room.Codec.OpenEncoder(CodecProof.Asked, new ConversionLog());
        encoder.WriteKeepAlive(output);
        Assert.Equal(": keepalive\n\n", Encoding.UTF8.GetString(output.WrittenSpan));
        encoder.Encode(Room.Event(ChatEventKind.Text, 0, "Hi"), output);
        output.ResetWrittenCount();
        encoder.WriteKeepAlive(output);
        Assert.Equal("event: ping\ndata: {\"type\":\"ping\"}\n\n", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Raw_slices_with_line_breaks_stay_on_one_line()
    {
        var block = new ChatEvent(ChatEventKind.Opaque, 0, 0, default, new OpaquePart(DialectNames.AnthropicMessages, "mcp_tool_use", RawJson.Parse("{\n\"type\":\"mcp_tool_use\",\r\n\"input\":{\n\"a\":1}}")));
        var blocks = Room.Blocks(Encode(Start, block, Room.Finish(FinishReason.Stop), Room.End));
        Assert.Equal("""{"type":"content_block_start","index":0,"content_block":{"type":"mcp_tool_use","input":{}}}""", blocks[0]);
        Assert.Equal("""{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\n\"a\":1}"}}""", blocks[1]);
    }

    [Fact]
    public void Pieces_of_text_allocate_nothing()
    {
        var output = new ArrayBufferWriter<byte>(1 << 20);
        var encoder = Room.Codec.OpenEncoder(CodecProof.Asked, new ConversionLog());
        var piece = new ChatEvent(ChatEventKind.Text, 0, 0, JsonText.FromToken("\"Hello \\\"wörld\\\"\\n\""u8.ToArray()));
        encoder.Encode(piece, output);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            encoder.Encode(piece, output);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    private static ChatEvent Start { get; } = ChatEvent.Of(ChatEventKind.Start, Room.ForeignStart);

    private static ChatEvent Used(long input, long output) => ChatEvent.Of(ChatEventKind.Usage, new Usage { Input = TokenCount.Exact(input), Output = TokenCount.Exact(output) });

    private static string Encode(params ChatEvent[] events) => CodecProof.Encode(Room.Codec, events);
}
