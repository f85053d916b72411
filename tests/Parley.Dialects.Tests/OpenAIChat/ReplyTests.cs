using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.OpenAIChat;

public sealed class ReplyTests
{
    [Theory]
    [InlineData("""{"role":"assistant","content":"Hi","refusal":null,"annotations":[]}""", "stop")]
    [InlineData("""{"role":"assistant","content":"Hi","reasoning_content":"why"}""", "length")]
    [InlineData("""{"role":"assistant","content":"Hi","reasoning":"why","reasoning_details":[{"type":"reasoning.text","text":"why"}]}""", "stop")]
    [InlineData("""{"role":"assistant","content":null,"refusal":"no"}""", "stop")]
    [InlineData("""{"role":"assistant","content":"","tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":"{ \"a\":1}"}}]}""", "tool_calls")]
    [InlineData("""{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"custom","custom":{"name":"f","input":"4 + 4"}}]}""", "tool_calls")]
    [InlineData("""{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}}""", "function_call")]
    [InlineData("""{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}""", "stop")]
    [InlineData("""{"role":"assistant","content":"Hi","annotations":[{"type":"url_citation","url_citation":{"url":"u","title":"t","start_index":0,"end_index":2,"content":"x"}}]}""", "stop")]
    [InlineData("""{"role":"assistant","content":"Hi","images":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}""", "stop")]
    [InlineData("""{"role":"assistant","content":null,"audio":{"id":"a","data":"AA","transcript":"t"}}""", "stop")]
    public void Reply_read_and_written_again_is_the_same(string message, string finish) => CodecProof.ReplyIdentity(OpenAI.Codec, CodecProof.Reply($$$"""
        {"id":"r","object":"chat.completion","created":5,"model":"m","choices":[{"index":0,"message":{{{message}}},"finish_reason":"{{{finish}}}","logprobs":null,"content_filter_results":{}}],
        "usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5,"prompt_tokens_details":{"cached_tokens":1,"text_tokens":3},"queue_time":0.5},"service_tier":"default","system_fingerprint":null,"x_new":{"a":1}}
        """));

    [Theory]
    [InlineData("eos", FinishReason.Stop, "stop")]
    [InlineData("", FinishReason.Unknown, "stop")]
    [InlineData("tool_call", FinishReason.ToolCalls, "stop")]
    [InlineData("content_filter", FinishReason.ContentFilter, "content_filter")]
    [InlineData("model_length", FinishReason.ContextWindow, "length")]
    [InlineData("error", FinishReason.Error, "stop")]
    [InlineData("banana", FinishReason.Other, "stop")]
    public void Odd_finish_words_are_understood_and_never_written(string word, FinishReason reason, string written)
    {
        var reply = OpenAI.ReadReply($$"""{"id":"r","model":"m","choices":[{"message":{"role":"assistant","content":"x"},"finish_reason":"{{word}}"}]}""");
        Assert.Equal(reason, reply.Choices[0].Finish.Reason);
        Assert.Contains($"\"finish_reason\":\"{written}\"", CodecProof.WriteReply(OpenAI.Codec, reply).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Call_that_the_limit_cut_off_ends_by_length()
    {
        var reply = OpenAI.ReadReply("""
            {"id":"r","model":"m","choices":[{"message":{"tool_calls":[{"id":"c","function":{"name":"f","arguments":"{\"a"}}]},"finish_reason":"tool_calls","native_finish_reason":"max_output_tokens"}]}
            """);
        Assert.Equal(FinishReason.Length, reply.Choices[0].Finish.Reason);
    }

    [Fact]
    public void Filtered_choice_without_a_message_is_empty()
    {
        var choice = OpenAI.ReadReply("""{"id":"r","model":"m","choices":[{"index":0,"finish_reason":"content_filter","content_filter_results":{"hate":{"filtered":true}}}]}""").Choices[0];
        Assert.Empty(choice.Parts);
        Assert.Equal(FinishReason.ContentFilter, choice.Finish.Reason);
    }

    [Fact]
    public void Object_content_becomes_its_json() =>
        Assert.Equal("""{"a": 1}""", ((TextPart)OpenAI.ReadChoice("""{"role":"assistant","content":{"a": 1}}""").Parts[0]).Text.ToString());

    [Fact]
    public void Mistral_chunks_are_written_as_text_and_thought()
    {
        var reply = OpenAI.ReadReply("""
            {"id":"r","model":"m","created":1,"choices":[{"index":0,"message":{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"why"}]},{"type":"text","text":"4"}]},"finish_reason":"stop"}]}
            """);
        OpenAI.Same("""
            {"id":"r","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"4","refusal":null,"reasoning_content":"why"},"logprobs":null,"finish_reason":"stop"}],
            "usage":{"prompt_tokens":7,"completion_tokens":0,"total_tokens":7}}
            """, CodecProof.WriteReply(OpenAI.Codec, reply).Text);
    }

    [Fact]
    public void Empty_ids_are_invented_apart()
    {
        var parts = OpenAI.ReadChoice("""{"tool_calls":[{"id":"","function":{"name":"f","arguments":"{}"}},{"id":"","function":{"name":"f","arguments":"{}"}}]}""").Parts.Cast<ToolCallPart>().ToArray();
        Assert.All(parts, static part => Assert.True(part.IdIsInvented && part.Id.Length > 0));
        Assert.NotEqual(parts[0].Id, parts[1].Id);
    }

    [Fact]
    public void Sources_at_the_top_are_citations_elsewhere_and_stay_at_the_top_here()
    {
        const string Body = """
            {"id":"r","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"x"},"finish_reason":"stop"}],
            "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2},"citations":["https:\/\/a"],"search_results":[{"title":"A","url":"https:\/\/a"}]}
            """;
        var citation = Assert.Single(((TextPart)OpenAI.ReadReply(Body).Choices[0].Parts[0]).Citations);
        Assert.Equal(("https://a", "A"), (citation.Url, citation.Title));
        CodecProof.ReplyIdentity(OpenAI.Codec, CodecProof.Reply(Body));
    }

    [Theory]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":8,"total_tokens":18,"prompt_tokens_details":{"cached_tokens":4,"audio_tokens":1,"cache_write_tokens":2},"completion_tokens_details":{"reasoning_tokens":5,"audio_tokens":1}}""", 3, 4, 2, 1, 2, 5, 1)]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":8,"total_tokens":18,"prompt_cache_hit_tokens":6,"prompt_cache_miss_tokens":4}""", 4, 6, 0, 0, 8, 0, 0)]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":8,"total_tokens":23,"completion_tokens_details":{"reasoning_tokens":5}}""", 10, 0, 0, 0, 8, 5, 0)]
    [InlineData("""{"prompt_tokens":35,"completion_tokens":12,"total_tokens":109}""", 35, 0, 0, 0, 12, 62, 0)]
    [InlineData("""{"prompt_tokens":11,"completion_tokens":15,"total_tokens":401,"prompt_tokens_details":{"audio_tokens":375}}""", 11, 0, 0, 375, 15, 0, 0)]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":8,"cache_read_input_tokens":100}""", 10, 100, 0, 0, 8, 0, 0)]
    [InlineData("""{"prompt_tokens":29,"completion_tokens":6,"total_tokens":35,"prompt_tokens_details":{"cached_tokens":157}}""", 0, 29, 0, 0, 6, 0, 0)]
    [InlineData("""{"prompt_tokens":4,"completion_tokens":null,"total_tokens":null,"prompt_tokens_details":null}""", 4, 0, 0, 0, 0, 0, 0)]
    public void Usage_is_in_disjoint_buckets(string usage, long input, long read, long write, long audioIn, long output, long reasoning, long audioOut)
    {
        var read0 = OpenAI.ReadReply($$$"""{"choices":[{"message":{"content":"x"}}],"usage":{{{usage}}}}""").Usage;
        Assert.Equal(
            (input, read, write, audioIn, output, reasoning, audioOut),
            (read0.Input.Tokens, read0.CacheRead.Tokens, read0.CacheWrite5m.Tokens, read0.AudioInput.Tokens, read0.Output.Tokens, read0.Reasoning.Tokens, read0.AudioOutput.Tokens));
        Assert.Equal(read0 with { Extras = null }, OpenAI.Codec.ReadUsage(CodecProof.Reply($$$"""{"usage":{{{usage}}},"choices":[{}]}""")) with { Extras = null });
    }

    [Theory]
    [InlineData("""{"id":"x","object":"chat.completion","choices":[]}""")]
    [InlineData("""{"choices":[ null, [] ],"usage":{"prompt_tokens":1}}""")]
    [InlineData("""{"choices":{"index":0}}""")]
    [InlineData("""{"id":"x","metadata":{"choices":[{}]}}""")]
    [InlineData("""{"usage":{"prompt_tokens":1},"choices":[{bad}]}""")]
    public void What_has_no_choices_is_read_by_neither_lane(string body)
    {
        var malformed = Assert.Throws<WireFormatException>(() => OpenAI.ReadReply(body));
        Assert.Equal(malformed.Message, Assert.Throws<WireFormatException>(() => OpenAI.Codec.ReadUsage(CodecProof.Reply(body))).Message);
    }

    [Fact]
    public void Counters_beyond_all_reason_have_sums()
    {
        var usage = OpenAI.Codec.ReadUsage(CodecProof.Reply("""{"choices":[{}],"usage":{"prompt_tokens":M,"completion_tokens":"M","total_tokens":M,"cache_read_input_tokens":M,"cache_creation_input_tokens":M,"completion_tokens_details":{"reasoning_tokens":M}}}""".Replace("M", "9223372036854775807", StringComparison.Ordinal)));
        Assert.Equal((3 * TokenCount.Most, TokenCount.Most), (usage.TotalInput, usage.TotalOutput));
    }

    [Fact]
    public void Choice_behind_something_else_is_a_choice() =>
        Assert.Equal(1, OpenAI.Codec.ReadUsage(CodecProof.Reply("""{"choices":[null,{}],"usage":{"prompt_tokens":1}}""")).TotalInput);

    [Fact]
    public void Everything_of_another_dialect_is_written_or_recorded()
    {
        var extras = new Extras("anthropic-messages");
        extras.Add("container", RawJson.Parse("{}"));
        var reply = new ChatReply
        {
            Dialect = "anthropic-messages",
            Extras = extras,
            Usage = new Usage { Input = TokenCount.Exact(3), CacheRead = TokenCount.Exact(4), CacheWrite1h = TokenCount.Exact(5), Output = TokenCount.Exact(6), Reasoning = TokenCount.Exact(7) },
            Choices =
            [
                new Choice(0,
                [
                    new ReasoningPart("why") { Signature = new PartSignature("anthropic-messages", "sig") },
                    new TextPart("a\"") { Citations = [new Citation { Url = "u", Title = "t" }, new Citation { Title = "page 3" }] },
                    new TextPart("b"),
                    new OpaquePart("anthropic-messages", "server_tool_use", RawJson.Parse("{}")),
                    new MediaPart(MediaKind.Image, new MediaSource.Base64("AA")) { MediaType = "image/png" },
                    new ToolCallPart("c", "f", ToolArguments.FromValue(RawJson.Parse("{}"))),
                ], new Finish(FinishReason.ToolCalls, "tool_use") { Dialect = "anthropic-messages" }),
            ],
        };
        var written = CodecProof.WriteReply(OpenAI.Codec, reply);
        OpenAI.Same("""
            {"id":"reply_1","object":"chat.completion","created":1700000000,"model":"model","choices":[{"index":0,"message":{"role":"assistant","content":"a\"b","refusal":null,"reasoning_content":"why",
              "tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}],
              "annotations":[{"type":"url_citation","url_citation":{"url":"u","title":"t","start_index":0,"end_index":2}}],
              "images":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AA"}}]},"logprobs":null,"finish_reason":"tool_calls"}],
             "usage":{"prompt_tokens":12,"completion_tokens":13,"total_tokens":25,"prompt_tokens_details":{"cached_tokens":4,"cache_write_tokens":5},"completion_tokens_details":{"reasoning_tokens":7}}}
            """, written.Text);
        Assert.Equal(["Dropped choices[0].message.content[0].signature", "Dropped choices[0].message.content[1].citations", "Dropped choices[0].message.content[3]", "Dropped container"], OpenAI.Entries(written.Log));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html></html>")]
    [InlineData("{\"object\":\"error\",\"message\":\"x\"}")]
    [InlineData("{\"error\":{\"message\":\"x\"},\"choices\":[]}")]
    [InlineData("{\"choices\":[{\"message\":{\"content\":\"half\"},\"error\":{\"code\":502,\"message\":\"x\"}}]}")]
    [InlineData("{\"choices\":[{\"error\"")]
    public void Error_under_status_200_is_a_fault(string body) => Assert.True(OpenAI.Codec.IsFault(CodecProof.Reply(body)));

    [Theory]
    [InlineData("\n\n   {\"choices\":[{\"message\":{\"content\":\"x\"}}]}")]
    [InlineData("{\"error\":null,\"choices\":[{\"message\":{\"content\":\"an \\\"error\\\"\"}}]}")]
    [InlineData("{\"choices\":[{\"message\":{\"content\":\"x\"},\"error\":null}]}")]
    public void Reply_is_no_fault(string body) => Assert.False(OpenAI.Codec.IsFault(CodecProof.Reply(body)));

    [Fact]
    public void Reply_without_choices_cannot_be_read() => Assert.Throws<WireFormatException>(() => OpenAI.ReadReply("""{"choices":[]}"""));
}
