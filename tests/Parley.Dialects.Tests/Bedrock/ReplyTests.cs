using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.Bedrock;

public sealed class ReplyTests
{
    [Fact]
    public void Reply_of_the_dialect_is_written_as_it_was_read() => CodecProof.ReplyIdentity(Converse.Codec, CodecProof.Reply(Converse.Fixture("everything.json")));

    [Theory]
    [InlineData("end_turn", FinishReason.Stop)]
    [InlineData("stop_sequence", FinishReason.StopSequence)]
    [InlineData("max_tokens", FinishReason.Length)]
    [InlineData("tool_use", FinishReason.ToolCalls)]
    [InlineData("guardrail_intervened", FinishReason.ContentFilter)]
    [InlineData("content_filtered", FinishReason.ContentFilter)]
    [InlineData("malformed_tool_use", FinishReason.MalformedToolCall)]
    [InlineData("malformed_model_output", FinishReason.Error)]
    [InlineData("model_context_window_exceeded", FinishReason.ContextWindow)]
    [InlineData("tired", FinishReason.Other)]
    public void Stop_reason_is_read_and_written_again(string word, FinishReason reason)
    {
        var body = $$$"""{"output":{"message":{"role":"assistant","content":[{"text":"x"}]}},"stopReason":"{{{word}}}","usage":{"inputTokens":1,"outputTokens":2,"totalTokens":3},"metrics":{"latencyMs":4}}""";
        Assert.Equal(reason, Converse.Codec.ReadReply(CodecProof.Reply(body), WireProfile.Default).Choices[0].Finish.Reason);
        CodecProof.ReplyIdentity(Converse.Codec, CodecProof.Reply(body));
    }

    [Fact]
    public void Usage_buckets_are_disjoint()
    {
        var usage = Converse.Codec.ReadUsage(CodecProof.Reply(Converse.Fixture("everything.json")));
        Assert.Equal((3, 1712, 200, 36, 121), (usage.Input.Tokens, usage.CacheRead.Tokens, usage.CacheWrite5m.Tokens, usage.CacheWrite1h.Tokens, usage.Output.Tokens));
        Assert.Equal(2072, usage.ProviderTotal);
    }

    [Fact]
    public void Reply_of_another_dialect_has_the_form_of_this_one()
    {
        var reply = Foreign(FinishReason.Stop,
            new ReasoningPart("hm") { Signature = new PartSignature(DialectNames.AnthropicMessages, "x") },
            new TextPart("See") { Citations = [new Citation { Url = "https://x", Title = "X", CitedText = "q", Dialect = DialectNames.OpenAIChat }] },
            new ToolCallPart("call 1", "f", ToolArguments.FromText("")),
            new MediaPart(MediaKind.Image, new MediaSource.Base64("AAAA")) { MediaType = "image/png" },
            new MediaPart(MediaKind.Image, new MediaSource.Url("https://x/y.png")));
        var written = CodecProof.WriteReply(Converse.Codec, reply with { Usage = new Usage { Input = TokenCount.Exact(5), CacheRead = TokenCount.Exact(1), Output = TokenCount.Exact(6), Reasoning = TokenCount.Exact(3) } });
        Converse.SameJson($$$$$"""
            {"output":{"message":{"role":"assistant","content":[
              {"reasoningContent":{"reasoningText":{"text":"hm"}}},
              {"citationsContent":{"content":[{"text":"See"}],"citations":[{"title":"X","sourceContent":[{"text":"q"}],"location":{"web":{"url":"https://x"}}}]}},
              {"toolUse":{"toolUseId":"{{{{{ToolCallIds.Map("call 1", ToolCallIdRule.Word64)}}}}}","name":"f","input":{}}},
              {"image":{"format":"png","source":{"bytes":"AAAA"}}}]}},
             "stopReason":"tool_use","usage":{"inputTokens":5,"outputTokens":9,"totalTokens":15,"cacheReadInputTokens":1},"metrics":{"latencyMs":0}}
            """, written.Text);
        Assert.Equal(["choices[0].message.content[0].signature", "choices[0].message.content[4]"], written.Log.Entries.Select(static entry => entry.Field));
    }

    [Theory]
    [InlineData(FinishReason.Refusal, "content_filtered")]
    [InlineData(FinishReason.Paused, "max_tokens")]
    [InlineData(FinishReason.Error, "malformed_model_output")]
    [InlineData(FinishReason.Unknown, "end_turn")]
    public void Finish_of_another_dialect_has_a_word_here(FinishReason reason, string word) =>
        Assert.Contains($"\"stopReason\":\"{word}\"", CodecProof.WriteReply(Converse.Codec, Foreign(reason, new TextPart("x"))).Text, StringComparison.Ordinal);

    [Fact]
    public void Finish_after_cut_arguments_is_the_token_limit()
    {
        var written = CodecProof.WriteReply(Converse.Codec, Foreign(FinishReason.ToolCalls, new ToolCallPart("a", "f", ToolArguments.FromText("{\"a\":[1,"))));
        Assert.Contains("\"input\":{\"input\":\"{\\\"a\\\":[1,\"}", written.Text, StringComparison.Ordinal);
        Assert.Contains("\"stopReason\":\"max_tokens\"", written.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("""{"output":{}}""")]
    [InlineData("""{"output":{"message":{"content":{bad}}}}""")]
    public void What_is_no_answer_cannot_be_read(string body) => Assert.Throws<WireFormatException>(() => Converse.Codec.ReadReply(CodecProof.Reply(body), WireProfile.Default));

    private static ChatReply Foreign(FinishReason reason, params Part[] parts) => new() { Dialect = DialectNames.OpenAIChat, Choices = [new Choice(0, parts, new Finish(reason))] };
}
