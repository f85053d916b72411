using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.Gemini;

public sealed class ReplyTests
{
    [Theory]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"Hi"}],"role":"model"},"finishReason":"STOP","index":0,"avgLogprobs":-0.5}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":2,"totalTokenCount":5},"modelVersion":"gemini-2.5-flash","responseId":"r1"}""")]
    [InlineData("""{"candidates":[{"content":{"role":"model","parts":[{"thoughtSignature":"c2ln","toolCall":{"id":"1","toolType":"FILE_SEARCH"}},{"functionCall":{"id":"a","name":"f","args":{"x":1}}},{"text":"","thoughtSignature":"bA=="}]},"finishReason":"STOP","finishMessage":"m"}],"usageMetadata":{"promptTokenCount":3,"totalTokenCount":9,"thoughtsTokenCount":2,"toolUsePromptTokenCount":4,"toolUsePromptTokensDetails":[{"modality":"TEXT","tokenCount":4}],"trafficType":"ON_DEMAND"},"modelVersion":"m","createTime":"2026-01-01T00:00:00Z","responseId":"r1"}""")]
    [InlineData("""{"promptFeedback":{"blockReason":"SAFETY","safetyRatings":[]},"usageMetadata":{"promptTokenCount":3,"totalTokenCount":3},"modelVersion":"m","responseId":"r1"}""")]
    [InlineData("""{"candidates":[{"finishReason":"MODEL_ARMOR","index":0},{"finishReason":"FUTURE_WORD","index":1}],"usageMetadata":{"promptTokenCount":3,"totalTokenCount":3},"modelVersion":"m","responseId":"r1","future":{"a":1}}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"Hi"}],"role":"model","future":1},"finishReason":"STOP","index":0,"logprobsResult":{"chosenCandidates":[{"token":"Hi","tokenId":9,"logProbability":-0.1}],"topCandidates":[{"candidates":[{"token":"Hi","tokenId":9,"logProbability":-0.1}]}]}}],"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":1,"totalTokenCount":2},"modelVersion":"m","responseId":"r"}""")]
    public void Reply_written_again_means_the_same(string body) => CodecProof.ReplyIdentity(GeminiWire.Codec, CodecProof.Reply(body));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"candidates":[ ],"modelVersion":"m"}""")]
    [InlineData("""{"promptFeedback":{"safetyRatings":[]}}""")]
    public void What_is_no_reply_is_read_by_neither_lane(string body)
    {
        var malformed = Assert.Throws<WireFormatException>(() => GeminiWire.Codec.ReadReply(CodecProof.Reply(body), WireProfile.Default));
        Assert.Equal(malformed.Message, Assert.Throws<WireFormatException>(() => GeminiWire.Codec.ReadUsage(CodecProof.Reply(body))).Message);
    }

    [Fact]
    public void Counters_beyond_all_reason_have_sums()
    {
        var usage = GeminiWire.Codec.ReadUsage(CodecProof.Reply("""{"usageMetadata":{"promptTokenCount":9223372036854775807,"candidatesTokenCount":"9223372036854775807","thoughtsTokenCount":9223372036854775807,"toolUsePromptTokenCount":9223372036854775807,"promptTokensDetails":[{"modality":"AUDIO","tokenCount":9223372036854775807},{"modality":"AUDIO","tokenCount":9223372036854775807}]}}"""));
        Assert.Equal((2 * TokenCount.Most, 2 * TokenCount.Most), (usage.TotalInput, usage.TotalOutput));
    }

    [Theory]
    [InlineData("""{"functionCall":{"name":"","args":{"a":1}}}""")]
    [InlineData("""{"functionCall":{"args":{"a":1}}}""")]
    public void Call_without_a_name_is_read_neither_whole_nor_streamed(string part)
    {
        var body = $$"""{"candidates":[{"content":{"parts":[{{part}}]},"finishReason":"STOP","index":0}]}""";
        Assert.Throws<WireFormatException>(() => GeminiWire.Codec.ReadReply(CodecProof.Reply(body), WireProfile.Default));
        Assert.Throws<WireFormatException>(() => GeminiWire.Decode(body));
    }

    [Fact]
    public void Usage_has_disjoint_buckets_and_adds_up_again()
    {
        const string Metadata = """{"promptTokenCount":100,"cachedContentTokenCount":40,"candidatesTokenCount":20,"thoughtsTokenCount":7,"toolUsePromptTokenCount":5,"totalTokenCount":132,"promptTokensDetails":[{"modality":"TEXT","tokenCount":60},{"modality":"AUDIO","tokenCount":30},{"modality":"IMAGE","tokenCount":10}],"cacheTokensDetails":[{"modality":"AUDIO","tokenCount":12},{"modality":"TEXT","tokenCount":28}],"candidatesTokensDetails":[{"modality":"AUDIO","tokenCount":6}]}""";
        var reply = CodecProof.Reply("""{"candidates":[{"finishReason":"STOP","index":0}],"usageMetadata":*,"modelVersion":"m","responseId":"r"}""".Replace("*", Metadata));
        var usage = GeminiWire.Codec.ReadReply(reply, WireProfile.Default).Usage;
        Assert.Equal((37L, 40L, 18L, 10L), (usage.Input.Tokens, usage.CacheRead.Tokens, usage.AudioInput.Tokens, usage.ImageInput.Tokens));
        Assert.Equal((14L, 6L, 7L), (usage.Output.Tokens, usage.AudioOutput.Tokens, usage.Reasoning.Tokens));
        Assert.Equal(132, usage.TotalInput + usage.TotalOutput);
        Assert.Equal(usage with { Extras = null }, GeminiWire.Codec.ReadUsage(reply) with { Extras = null });
        CodecProof.ReplyIdentity(GeminiWire.Codec, reply);
    }

    [Fact]
    public void Missing_candidates_count_of_an_empty_answer_is_none_and_exact()
    {
        var usage = Read("""{"candidates":[{"content":{"role":"model"},"finishReason":"MAX_TOKENS"}],"usageMetadata":{"promptTokenCount":4,"thoughtsTokenCount":499,"totalTokenCount":503}}""").Usage;
        Assert.Equal(TokenCount.Exact(0), usage.Output);
        Assert.Equal(499, usage.TotalOutput);
    }

    [Fact]
    public void Blocked_prompt_is_an_answer_without_parts_ended_by_the_filter()
    {
        var choice = Assert.Single(Read("""{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":4,"totalTokenCount":4}}""").Choices);
        Assert.Empty(choice.Parts);
        Assert.Equal((FinishReason.ContentFilter, "PROHIBITED_CONTENT"), (choice.Finish.Reason, choice.Finish.Native));
    }

    [Theory]
    [InlineData("\"STOP\"", FinishReason.Stop)]
    [InlineData("1", FinishReason.Stop)]
    [InlineData("\"MAX_TOKENS\"", FinishReason.Length)]
    [InlineData("2", FinishReason.Length)]
    [InlineData("\"SPII\"", FinishReason.ContentFilter)]
    [InlineData("\"MALFORMED_FUNCTION_CALL\"", FinishReason.MalformedToolCall)]
    [InlineData("\"LANGUAGE\"", FinishReason.Other)]
    [InlineData("null", FinishReason.Unknown)]
    public void Finish_is_read_as_word_or_number(string word, FinishReason reason) =>
        Assert.Equal(reason, Read("""{"candidates":[{"content":{"parts":[{"text":"x"}]},"finishReason":*}]}""".Replace("*", word)).Choices[0].Finish.Reason);

    [Fact]
    public void Stop_behind_a_call_waits_for_its_result_and_calls_without_ids_get_steady_ones()
    {
        const string Body = """{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{}}},{"functionCall":{"name":"f","args":{}}}]},"finishReason":"STOP"}],"responseId":"r1"}""";
        var choice = Read(Body).Choices[0];
        var ids = choice.Parts.Cast<ToolCallPart>().Select(static call => call.Id).ToList();
        Assert.Equal(FinishReason.ToolCalls, choice.Finish.Reason);
        Assert.Equal(ids, Read(Body).Choices[0].Parts.Cast<ToolCallPart>().Select(static call => call.Id));
        Assert.Equal(2, ids.Distinct().Count());
        Assert.NotEqual(ids, Read(Body.Replace("r1", "r2")).Choices[0].Parts.Cast<ToolCallPart>().Select(static call => call.Id));
    }

    [Fact]
    public void Grounding_becomes_citations_with_spans_in_characters()
    {
        var reply = Read("""
            {"candidates":[{"content":{"parts":[{"text":"Süß is sweet."}]},"finishReason":"STOP","groundingMetadata":{"groundingChunks":[{"web":{"uri":"https://a","title":"A"}},{"retrievedContext":{"title":"B"}}],
             "groundingSupports":[{"segment":{"endIndex":5,"text":"Süß"},"groundingChunkIndices":[0,1]}]}}]}
            """);
        var citations = Assert.IsType<TextPart>(reply.Choices[0].Parts[0]).Citations;
        Assert.Equal([("https://a", "A", 0, 3), (null, "B", 0, 3)], citations.Select(static citation => (citation.Url, citation.Title, citation.StartIndex!.Value, citation.EndIndex!.Value)));
    }

    [Fact]
    public void Log_probabilities_take_the_form_that_dialects_share() => Assert.Equal(
        """{"content":[{"token":"Hi","logprob":-0.5,"bytes":null,"top_logprobs":[{"token":"Ho","logprob":-1,"bytes":null}]}]}""",
        Read("""{"candidates":[{"finishReason":"STOP","logprobsResult":{"chosenCandidates":[{"token":"Hi","logProbability":-0.5}],"topCandidates":[{"candidates":[{"token":"Ho","logProbability":-1}]}]}}]}""").Choices[0].Logprobs.ToString());

    [Fact]
    public void Foreign_reply_is_written_in_googles_form_with_everything_it_can_say()
    {
        var signed = new ReasoningPart("hm") { Signature = new PartSignature("anthropic-messages", "x") };
        var cited = new TextPart("Süß is\u2028sweet") { Citations = [new Citation { Url = "https://a", Title = "A", CitedText = "Süß", StartIndex = 0, EndIndex = 3, Dialect = "anthropic-messages" }] };
        var written = CodecProof.WriteReply(GeminiWire.Codec, new ChatReply
        {
            Id = "msg_1",
            Model = "claude",
            Dialect = "anthropic-messages",
            Choices = [new Choice(0, [signed, cited, new TextPart(""), new ToolCallPart("toolu_1", "f", ToolArguments.FromText("")), new OpaquePart("anthropic-messages", "server_tool_use", RawJson.Parse("{}"))],
                new Finish(FinishReason.ToolCalls, "tool_use") { Dialect = "anthropic-messages" }) { Logprobs = RawJson.Parse("""{"content":[{"token":"S","logprob":-1,"top_logprobs":[]}]}""") }],
            Usage = new Usage { Input = TokenCount.Exact(10), CacheRead = TokenCount.Exact(5), Output = TokenCount.Exact(3), Reasoning = TokenCount.Exact(2), AudioInput = TokenCount.Exact(1) },
        });
        Assert.Null(JsonDiff.First("""
            {"candidates":[{"content":{"parts":[{"text":"hm","thought":true},{"text":"Süß is\u2028sweet"},{"functionCall":{"id":"toolu_1","name":"f","args":{}}}],"role":"model"},"finishReason":"STOP","index":0,
              "logprobsResult":{"chosenCandidates":[{"token":"S","logProbability":-1}],"topCandidates":[{"candidates":[]}]},
              "groundingMetadata":{"groundingChunks":[{"web":{"uri":"https://a","title":"A"}}],"groundingSupports":[{"segment":{"startIndex":0,"endIndex":5,"text":"Süß"},"groundingChunkIndices":[0]}]}}],
             "usageMetadata":{"promptTokenCount":16,"candidatesTokenCount":3,"totalTokenCount":21,"cachedContentTokenCount":5,"thoughtsTokenCount":2,"promptTokensDetails":[{"modality":"TEXT","tokenCount":15},{"modality":"AUDIO","tokenCount":1}]},
             "modelVersion":"claude","responseId":"msg_1"}
            """, written.Text));
        Assert.Contains("""is\u2028sweet""", written.Text);
        Assert.Equal(
            [
                new ConversionEntry(ConversionCategory.Dropped, ConversionSeverity.Warning, "choices[0].content[0].signature", "anthropic-messages"),
                new ConversionEntry(ConversionCategory.Dropped, ConversionSeverity.Error, "choices[0].content[4]", "server_tool_use"),
            ],
            written.Log.Entries);
    }

    [Fact]
    public void Unknown_usage_is_estimated_and_enumerations_are_numbers_where_asked()
    {
        var asked = CodecProof.Asked with { EnumsAsNumbers = true, EstimatedInputTokens = 7 };
        var written = CodecProof.WriteReply(GeminiWire.Codec, new ChatReply { Choices = [new Choice(0, [], new Finish(FinishReason.Length))] }, asked);
        Assert.Null(JsonDiff.First(
            """{"candidates":[{"finishReason":2,"index":0}],"usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":0,"totalTokenCount":7},"modelVersion":"model","responseId":"reply_1"}""", written.Text));
    }

    [Theory]
    [InlineData(FinishReason.Stop, "STOP")]
    [InlineData(FinishReason.StopSequence, "STOP")]
    [InlineData(FinishReason.ToolCalls, "STOP")]
    [InlineData(FinishReason.Paused, "MAX_TOKENS")]
    [InlineData(FinishReason.Length, "MAX_TOKENS")]
    [InlineData(FinishReason.ContextWindow, "MAX_TOKENS")]
    [InlineData(FinishReason.ContentFilter, "SAFETY")]
    [InlineData(FinishReason.Refusal, "SAFETY")]
    [InlineData(FinishReason.MalformedToolCall, "MALFORMED_FUNCTION_CALL")]
    [InlineData(FinishReason.Error, "OTHER")]
    public void Finish_of_others_takes_googles_word(FinishReason reason, string word) =>
        Assert.Contains($"\"finishReason\":\"{word}\"", CodecProof.WriteReply(GeminiWire.Codec, new ChatReply { Choices = [new Choice(0, [], new Finish(reason))] }).Text);

    private static ChatReply Read(string body) => GeminiWire.Codec.ReadReply(CodecProof.Reply(body), WireProfile.Default);
}
