using Parley.Dialects.Conversation;
using Parley.Dialects.Tests.AnthropicMessages;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.OpenAIChat;

/// <summary>What imitators of the dialect do that its maker does not.</summary>
public sealed class ImitatorTests
{
    private const string Done = "data: [DONE]\n\n";

    [Fact]
    public void Choices_without_a_number_are_told_apart_by_their_place()
    {
        var reply = OpenAI.Fold(OpenAI.Stream(
            """{"id":"r","created":1,"model":"m","choices":[{"delta":{"content":"a"}},{"delta":{"content":"b"}}]}""",
            """{"id":"r","created":1,"model":"m","choices":[{"delta":{"content":"a"},"finish_reason":"stop"},{"delta":{"content":"b"},"finish_reason":"length"}]}""") + Done).Whole;
        Assert.Equal(["aa", "bb"], reply.Choices.Select(static choice => ((TextPart)choice.Parts[0]).Text.ToString()));
    }

    [Theory]
    [InlineData("\"index\":0,\"id\":\"\",")]
    [InlineData("\"index\":0,")]
    [InlineData("\"id\":null,")]
    [InlineData("")]
    public void Whole_calls_without_ids_are_told_apart_by_their_names(string members)
    {
        var reply = OpenAI.Fold(OpenAI.Stream(
            OpenAI.Chunk($$$"""{"role":"assistant","tool_calls":[{{{{members}}}"type":"function","function":{"name":"f","arguments":"{\"x\":1}"}}]}"""),
            OpenAI.Chunk($$$"""{"tool_calls":[{{{{members}}}"type":"function","function":{"name":"f","arguments":"{\"x\":2}"}}]}""", "\"tool_calls\"")) + Done).Whole;
        Assert.Equal(["""{"x":1}""", """{"x":2}"""], reply.Choices[0].Parts.Cast<ToolCallPart>().Select(static call => call.Arguments.ToString()));
        Assert.Equal(2, reply.Choices[0].Parts.Cast<ToolCallPart>().Select(static call => call.Id).Distinct().Count());
    }

    [Fact]
    public void Pieces_that_repeat_the_name_stay_one_call()
    {
        var reply = OpenAI.Fold(OpenAI.Stream(
            OpenAI.Chunk("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\""}}]}"""),
            OpenAI.Chunk("""{"tool_calls":[{"index":0,"function":{"name":"f","arguments":":{}}"}}]}""", "\"tool_calls\"")) + Done).Whole;
        Assert.Equal("""{"x":{}}""", ((ToolCallPart)Assert.Single(reply.Choices[0].Parts)).Arguments.ToString());
    }

    [Fact]
    public void Pieces_without_a_number_belong_to_the_call_of_their_id()
    {
        var reply = OpenAI.Fold(OpenAI.Stream(
            OpenAI.Chunk("""{"tool_calls":[{"id":"a","function":{"name":"f","arguments":""}}]}"""),
            OpenAI.Chunk("""{"tool_calls":[{"id":"b","function":{"name":"g","arguments":""}}]}"""),
            OpenAI.Chunk("""{"tool_calls":[{"id":"a","function":{"arguments":"{\"x\":1}"}},{"id":"b","function":{"arguments":"{\"y\":2}"}}]}""", "\"tool_calls\"")) + Done).Whole;
        Assert.Equal(["f {\"x\":1}", "g {\"y\":2}"], reply.Choices[0].Parts.Cast<ToolCallPart>().Select(static call => $"{call.Name} {call.Arguments}"));
    }

    [Theory]
    [InlineData("""{"object":"error","message":"boom","type":"BadRequestError","param":null,"code":400}""", FaultKind.InvalidRequest)]
    [InlineData("""{"object":"error","message":"boom"}""", FaultKind.Upstream)]
    [InlineData("""{"message":"boom","code":"rate_limit_exceeded"}""", FaultKind.RateLimit)]
    public void Error_without_an_envelope_breaks_the_stream(string error, FaultKind kind)
    {
        var fault = OpenAI.Fold(OpenAI.Stream(OpenAI.Chunk("""{"content":"a"}"""), error) + Done).Fault!;
        Assert.Equal((kind, "boom"), (fault.Kind, fault.Message));
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("false")]
    [InlineData("null")]
    public void Error_that_says_nothing_is_none(string error)
    {
        Assert.Null(OpenAI.Fold(OpenAI.Stream(OpenAI.Chunk("""{"content":"a"}""", "\"stop\"", $",\"error\":{error}")) + Done).Fault);
        Assert.False(OpenAI.Codec.IsFault(CodecProof.Reply($$"""{"id":"r","choices":[{"index":0,"message":{"content":"a"},"finish_reason":"stop"}],"error":{{error}}}""")));
    }

    [Theory]
    [InlineData("""{"prompt_tokens":"3","completion_tokens":"2","total_tokens":"5"}""")]
    [InlineData("""{"prompt_tokens":3.0,"completion_tokens":2.0,"total_tokens":5.0}""")]
    [InlineData("""{"prompt_tokens":3,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":-1},"completion_tokens_details":{"reasoning_tokens":-1}}""")]
    public void Counters_of_other_types_count(string usage)
    {
        var read = OpenAI.ReadReply($$"""{"id":"r","choices":[{"index":0,"message":{"content":"a"},"finish_reason":"stop"}],"usage":{{usage}}}""").Usage;
        Assert.Equal((3L, 2L), (read.TotalInput, read.TotalOutput));
    }

    [Fact]
    public void Summary_of_thoughts_among_the_content_is_reasoning()
    {
        const string Content = """[{"type":"reasoning","summary":[{"type":"summary_text","text":"why","signature":"s"}]},{"type":"text","text":"because"}]""";
        var folded = OpenAI.Fold(OpenAI.Stream(OpenAI.Chunk($$"""{"role":"assistant","content":{{Content}}}""", "\"stop\"")) + Done).Whole.Choices[0];
        foreach (var choice in new[] { OpenAI.ReadChoice($$"""{"role":"assistant","content":{{Content}}}"""), folded })
        {
            Assert.Equal("why", Assert.IsType<ReasoningPart>(choice.Parts[0]).Text.ToString());
            Assert.Equal("because", Assert.IsType<TextPart>(choice.Parts[1]).Text.ToString());
        }
    }

    [Theory]
    [InlineData("SAFETY", FinishReason.ContentFilter)]
    [InlineData("content-filter", FinishReason.ContentFilter)]
    [InlineData("PROHIBITED_CONTENT", FinishReason.ContentFilter)]
    [InlineData("tool-calls", FinishReason.ToolCalls)]
    [InlineData("MAX_TOKENS", FinishReason.Length)]
    [InlineData("max_length", FinishReason.Length)]
    [InlineData("context_length_exceeded", FinishReason.ContextWindow)]
    [InlineData("unexpected_tool_call", FinishReason.MalformedToolCall)]
    [InlineData("whatever", FinishReason.Other)]
    public void Finish_words_of_others_are_understood(string word, FinishReason reason) =>
        Assert.Equal(reason, OpenAI.ReadChoice("""{"content":"a"}""", word).Finish.Reason);

    [Theory]
    [InlineData("\"stop_reason\":\"END\"", "stop_sequence", "\"END\"")]
    [InlineData("\"matched_stop\":\"END\"", "stop_sequence", "\"END\"")]
    [InlineData("\"matched_stop\":151645", "end_turn", "null")]
    [InlineData("\"stop_reason\":null", "end_turn", "null")]
    [InlineData("\"stop_reason\":\"stop\"", "end_turn", "null")]
    public void Sequence_that_matched_reaches_callers_of_other_dialects(string member, string reason, string sequence)
    {
        var reply = OpenAI.ReadReply($$"""{"id":"r","created":1,"model":"m","choices":[{"index":0,"message":{"content":"a"},"finish_reason":"stop",{{member}}}]}""");
        var folded = OpenAI.Fold(OpenAI.Stream($$"""{"id":"r","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop",{{member}}}]}""") + Done).Whole;
        foreach (var read in new[] { reply, folded })
        {
            Assert.Contains($"\"stop_reason\":\"{reason}\",\"stop_sequence\":{sequence}", CodecProof.WriteReply(Room.Codec, read).Text);
            var own = CodecProof.WriteReply(OpenAI.Codec, read);
            Assert.Empty(own.Log.Entries);
            Assert.Contains("\"finish_reason\":\"stop\"", own.Text);
        }
    }

    [Fact]
    public void Calls_of_a_whole_reply_are_numbered_once_when_it_is_played_as_a_stream()
    {
        var reply = OpenAI.ReadReply("""
            {"id":"r","created":1,"model":"m","choices":[{"index":0,"finish_reason":"tool_calls","message":{"content":null,"tool_calls":[
            {"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},
            {"index":0,"id":"b","type":"function","function":{"name":"g","arguments":"{}"}}]}}]}
            """);
        var stream = CodecProof.Encode(OpenAI.Codec, [.. ReplyEvents.Of(reply), ChatEvent.Of(ChatEventKind.End)]);
        var starts = Frames.Read(stream, StreamFraming.ServerSentEvents).Where(static frame => frame.Data.Contains("\"name\"", StringComparison.Ordinal)).Select(static frame => frame.Data).ToList();
        Assert.Equal(2, starts.Count);
        Assert.Contains("""[{"index":1,"id":"b","type":"function","function":{"name":"g","arguments":""}}]""", starts[1]);
    }

    [Fact]
    public void Sound_in_a_stream_is_text_for_other_dialects()
    {
        var stream = OpenAI.Stream(
            OpenAI.Chunk("""{"role":"assistant","content":null,"audio":{"id":"audio_1","transcript":"Hi "}}"""),
            OpenAI.Chunk("""{"audio":{"transcript":"there"}}"""),
            OpenAI.Chunk("""{"audio":{"data":"UklGRg=="}}"""),
            OpenAI.Chunk("{}", "\"stop\"")) + Done;
        Assert.Equal("Hi there", Assert.IsType<TextPart>(Assert.Single(OpenAI.Fold(stream).Whole.Choices[0].Parts)).Text.ToString());
        Assert.Contains("\"text\":\"there\"", CodecProof.Reencode(OpenAI.Codec, stream, StreamFraming.ServerSentEvents, Room.Codec));
        var own = CodecProof.Reencode(OpenAI.Codec, stream, StreamFraming.ServerSentEvents, OpenAI.Codec);
        Assert.DoesNotContain("\"content\":\"Hi", own);
        Assert.Contains("""{"audio":{"transcript":"there"}}""", own);
    }

    [Theory]
    [InlineData("gpt-5.2", "max", "xhigh")]
    [InlineData("gpt-5.1", "max", "high")]
    [InlineData("gpt-5.1-codex-max", "xhigh", "xhigh")]
    [InlineData("gpt-5", "minimal", "minimal")]
    [InlineData("gpt-5.1", "minimal", "low")]
    [InlineData("o3", "minimal", "low")]
    [InlineData("grok-4", "xhigh", "high")]
    [InlineData("o3", "high", "high")]
    public void Effort_of_another_dialect_becomes_a_word_that_the_model_knows(string model, string effort, string expected)
    {
        var written = OpenAI.Write(Room.Foreign(Room.User("hi")) with { Model = model, Dialect = DialectNames.AnthropicMessages, Reasoning = new ReasoningOptions { Effort = effort } });
        Assert.Contains($"\"reasoning_effort\":\"{expected}\"", written.Text);
        Assert.Equal(effort == expected ? [] : ["Clamped reasoning_effort"], OpenAI.Entries(written.Log).Where(static entry => entry.Contains("effort", StringComparison.Ordinal)));
    }

    [Fact]
    public void Signature_of_another_dialect_is_recorded_as_lost()
    {
        var reply = Room.Codec.ReadReply(CodecProof.Reply("""{"id":"m","type":"message","role":"assistant","model":"c","content":[{"type":"thinking","thinking":"why","signature":"sig"},{"type":"text","text":"a"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}"""), WireProfile.Default);
        var written = CodecProof.WriteReply(OpenAI.Codec, reply);
        Assert.Equal(["Dropped choices[0].message.content[0].signature"], OpenAI.Entries(written.Log));
        Assert.DoesNotContain("sig", written.Text);
    }
}
