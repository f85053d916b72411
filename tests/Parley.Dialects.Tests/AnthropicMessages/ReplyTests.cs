using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.AnthropicMessages;

public sealed class ReplyTests
{
    private const string Usage = """
        "usage":{"input_tokens":10,"cache_creation_input_tokens":7,"cache_read_input_tokens":3,"cache_creation":{"ephemeral_5m_input_tokens":5,"ephemeral_1h_input_tokens":2},"output_tokens":9,"output_tokens_details":{"thinking_tokens":4},"service_tier":"priority","inference_geo":"eu","server_tool_use":{"web_search_requests":1}}
        """;

    [Theory]
    [InlineData("""[]""", "end_turn", "null")]
    [InlineData("""[{"type":"text","text":"Hi","citations":[{"type":"page_location","cited_text":"q","document_index":0,"start_page_number":1}]}]""", "end_turn", "null")]
    [InlineData("""[{"type":"text","text":"Hi"}]""", "stop_sequence", "\"END\"")]
    [InlineData("""[{"type":"thinking","thinking":"","signature":"c2ln"},{"type":"redacted_thinking","data":"ZA=="},{"type":"tool_use","id":"toolu_1","name":"f","input":{"a":1},"caller":{"type":"direct"}}]""", "tool_use", "null")]
    [InlineData("""[{"type":"server_tool_use","id":"s","name":"web_search","input":{"q":1}},{"type":"web_search_tool_result","tool_use_id":"s","content":[]}]""", "pause_turn", "null")]
    [InlineData("""[{"type":"compaction","content":"c"}]""", "compaction", "null")]
    [InlineData("""[{"type":"text","text":"Hi"}]""", "max_tokens", "null")]
    [InlineData("""[]""", "refusal", "null")]
    [InlineData("""[{"type":"text","text":"Hi"}]""", "model_context_window_exceeded", "null")]
    public void Reply_of_the_dialect_is_written_as_it_was_read(string content, string reason, string sequence) => CodecProof.ReplyIdentity(Room.Codec, CodecProof.Reply($$"""
        {"id":"msg_1","type":"message","role":"assistant","model":"m","content":{{content}},"stop_reason":"{{reason}}","stop_sequence":{{sequence}},
         "stop_details":{"type":"x"},"container":{"id":"c"},"context_management":{"applied_edits":[]},"new":[1],{{Usage}}}
        """));

    [Fact]
    public void Usage_buckets_are_disjoint()
    {
        var usage = Room.Codec.ReadUsage(CodecProof.Reply($$"""{"content":[],{{Usage}}}"""));
        Assert.Equal(TokenCount.Exact(10), usage.Input);
        Assert.Equal(TokenCount.Exact(3), usage.CacheRead);
        Assert.Equal(TokenCount.Exact(5), usage.CacheWrite5m);
        Assert.Equal(TokenCount.Exact(2), usage.CacheWrite1h);
        Assert.Equal(TokenCount.Exact(5), usage.Output);
        Assert.Equal(TokenCount.Exact(4), usage.Reasoning);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("""{"type":"message","usage":{"input_tokens":1}}""")]
    [InlineData("""{"type":"completion","content":[],"usage":{"input_tokens":1}}""")]
    [InlineData("""{"type":"message","content":[],"usage":{"input_tokens":1},"x":{bad}}""")]
    public void What_is_no_message_is_read_by_neither_lane(string body)
    {
        var malformed = Assert.Throws<WireFormatException>(() => Room.Codec.ReadReply(CodecProof.Reply(body), WireProfile.Default));
        Assert.Equal(malformed.Message, Assert.Throws<WireFormatException>(() => Room.Codec.ReadUsage(CodecProof.Reply(body))).Message);
    }

    [Fact]
    public void Counters_beyond_all_reason_have_sums()
    {
        var usage = Room.Codec.ReadUsage(CodecProof.Reply("""{"content":[],"usage":{"input_tokens":9223372036854775807,"output_tokens":1e300,"cache_read_input_tokens":9223372036854775807,"cache_creation_input_tokens":9223372036854775807}}"""));
        Assert.Equal((3 * TokenCount.Most, TokenCount.Most), (usage.TotalInput, usage.TotalOutput));
    }

    [Fact]
    public void Usage_with_parts_beyond_their_sum_keeps_the_sum()
    {
        var usage = Room.Codec.ReadUsage(CodecProof.Reply("""{"content":[],"usage":{"input_tokens":1,"output_tokens":1,"cache_creation_input_tokens":10,"cache_creation":{"ephemeral_5m_input_tokens":90,"ephemeral_1h_input_tokens":20}}}"""));
        Assert.Equal(10, usage.CacheWrite5m.Tokens + usage.CacheWrite1h.Tokens);
    }

    [Fact]
    public void Reply_of_another_dialect_has_the_form_of_this_one()
    {
        var reply = Reply(
            new ReasoningPart("hm"),
            new TextPart("") { Signature = new PartSignature(DialectNames.Gemini, "x") },
            new TextPart("See") { Citations = [new Citation { Url = "https://x", Title = "X", CitedText = "q", Dialect = DialectNames.OpenAIChat }, new Citation { Title = "no address" }] },
            new ToolCallPart("call 1", "f", ToolArguments.FromText("")),
            new MediaPart(MediaKind.Image, new MediaSource.Base64("AAAA")));
        var written = CodecProof.WriteReply(Room.Codec, reply with { Usage = new Usage { Input = TokenCount.Exact(5), AudioInput = TokenCount.Exact(2), CacheRead = TokenCount.Exact(1), Output = TokenCount.Exact(6), Reasoning = TokenCount.Exact(3) } });
        Room.SameJson($$"""
            {"id":"chatcmpl-1","type":"message","role":"assistant","model":"gpt-5","content":[
              {"type":"thinking","thinking":"hm","signature":""},
              {"type":"text","text":"See","citations":[{"type":"web_search_result_location","cited_text":"q","encrypted_index":"","title":"X","url":"https://x"}]},
              {"type":"tool_use","id":"{{ToolCallIds.Map("call 1", ToolCallIdRule.Word64)}}","name":"f","input":{} }],
             "stop_reason":"tool_use","stop_sequence":null,
             "usage":{"input_tokens":7,"cache_read_input_tokens":1,"output_tokens":9,"output_tokens_details":{"thinking_tokens":3} } }
            """, written.Text);
        Assert.Equal(
            ["choices[0].message.content[1].signature", "choices[0].message.content[2].annotations[1]", "choices[0].message.content[4]"],
            written.Log.Entries.Select(static entry => entry.Field));
    }

    [Fact]
    public void Unknown_usage_of_a_prompt_is_estimated_not_zero()
    {
        var written = CodecProof.WriteReply(Room.Codec, Reply(new TextPart("Hi")));
        Assert.Contains("\"usage\":{\"input_tokens\":7,\"output_tokens\":0}", written.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FinishReason.Stop, "end_turn")]
    [InlineData(FinishReason.StopSequence, "end_turn")]
    [InlineData(FinishReason.Length, "max_tokens")]
    [InlineData(FinishReason.ToolCalls, "end_turn")]
    [InlineData(FinishReason.ContentFilter, "refusal")]
    [InlineData(FinishReason.Paused, "pause_turn")]
    [InlineData(FinishReason.ContextWindow, "model_context_window_exceeded")]
    [InlineData(FinishReason.MalformedToolCall, "end_turn")]
    [InlineData(FinishReason.Unknown, "end_turn")]
    public void Finish_without_a_call(FinishReason reason, string word) => Assert.Contains($"\"stop_reason\":\"{word}\"", Written(reason, new TextPart("x")), StringComparison.Ordinal);

    [Theory]
    [InlineData(FinishReason.Stop, "tool_use")]
    [InlineData(FinishReason.Length, "max_tokens")]
    [InlineData(FinishReason.ContentFilter, "refusal")]
    [InlineData(FinishReason.ContextWindow, "max_tokens")]
    public void Finish_with_a_call(FinishReason reason, string word) =>
        Assert.Contains($"\"stop_reason\":\"{word}\"", Written(reason, new ToolCallPart("a", "f", ToolArguments.FromText("{}"))), StringComparison.Ordinal);

    [Fact]
    public void Finish_after_cut_arguments_is_the_token_limit()
    {
        var written = Written(FinishReason.ToolCalls, new ToolCallPart("a", "f", ToolArguments.FromText("{\"a\":[1,")));
        Assert.Contains("\"input\":{\"input\":\"{\\\"a\\\":[1,\"}", written, StringComparison.Ordinal);
        Assert.Contains("\"stop_reason\":\"max_tokens\"", written, StringComparison.Ordinal);
    }

    [Fact]
    public void Finish_after_a_refusal_is_a_refusal() => Assert.Contains("\"stop_reason\":\"refusal\"", Written(FinishReason.Stop, new RefusalPart("No.")), StringComparison.Ordinal);

    [Fact]
    public void Further_choices_are_recorded_as_lost()
    {
        var reply = Reply(new TextPart("a"));
        var written = CodecProof.WriteReply(Room.Codec, reply with { Choices = [reply.Choices[0], new Choice(1, [], new Finish(FinishReason.Stop))] });
        Room.Logged(written.Log, ConversionCategory.Dropped, "choices[1]");
    }

    [Fact]
    public void Reply_that_is_no_message_cannot_be_read() =>
        Assert.Equal("type", Assert.Throws<WireFormatException>(() => Room.Codec.ReadReply(CodecProof.Reply("""{"type":"completion","content":[]}"""), WireProfile.Default)).Place);

    [Fact]
    public void Imitators_may_leave_out_ids_and_write_content_as_a_string()
    {
        var text = Room.Codec.ReadReply(CodecProof.Reply("""{"content":"Hi","stop_reason":null,"usage":null}"""), WireProfile.Default);
        Assert.Equal("Hi", Assert.IsType<TextPart>(text.Choices[0].Parts[0]).Text.ToString());
        var call = Room.Codec.ReadReply(CodecProof.Reply("""{"content":[{"type":"tool_use","name":"f"}]}"""), WireProfile.Default);
        Assert.True(Assert.IsType<ToolCallPart>(call.Choices[0].Parts[0]).IdIsInvented);
    }

    private static string Written(FinishReason reason, Part part)
    {
        var reply = Reply(part);
        return CodecProof.WriteReply(Room.Codec, reply with { Choices = [reply.Choices[0] with { Finish = new Finish(reason) }] }).Text;
    }

    private static ChatReply Reply(params Part[] parts) =>
        new() { Id = "chatcmpl-1", Model = "gpt-5", Dialect = DialectNames.OpenAIChat, Choices = [new Choice(0, parts, new Finish(FinishReason.Stop, "stop") { Dialect = DialectNames.OpenAIChat })] };
}
