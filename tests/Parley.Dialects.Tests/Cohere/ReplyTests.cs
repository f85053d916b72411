using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;
using static Parley.Dialects.Tests.Cohere.CohereWire;

namespace Parley.Dialects.Tests.Cohere;

public sealed class ReplyTests
{
    [Theory]
    [InlineData("""{"id":"r","message":{"role":"assistant"},"finish_reason":"COMPLETE","usage":{}}""")]
    [InlineData("""{"id":"r","message":{"role":"assistant","content":[],"tool_calls":[]},"finish_reason":"ERROR","usage":{"billed_units":{"input_tokens":1}},"logprobs":[]}""")]
    [InlineData("""{"id":"r","message":{"role":"assistant","content":[{"type":"text","text":""},{"type":"new_kind","x":1}]},"finish_reason":"TIMEOUT","usage":{"tokens":{"input_tokens":1.0,"output_tokens":2.0,"new":3}},"new":[1]}""")]
    public void Reply_read_and_written_again_is_the_same(string body) => CodecProof.ReplyIdentity(Codec, CodecProof.Reply(body));

    [Theory]
    [InlineData("""{"tokens":{"input_tokens":100,"output_tokens":30,"reasoning_tokens":12,"image_tokens":20},"cached_tokens":40}""", 40, 40, 20, 18, 12)]
    [InlineData("""{"tokens":{"input_tokens":34,"output_tokens":56,"reasoning_tokens":0,"image_tokens":259},"cached_tokens":0}""", 34, 0, 259, 56, 0)]
    [InlineData("""{"tokens":{"input_tokens":499,"output_tokens":59,"image_tokens":259},"cached_tokens":480}""", 0, 480, 19, 59, 0)]
    [InlineData("""{"billed_units":{"input_tokens":7,"output_tokens":3},"tokens":null}""", 7, 0, 0, 3, 0)]
    [InlineData("""{"tokens":{"input_tokens":-1,"output_tokens":"x"}}""", 0, 0, 0, 0, 0)]
    public void Usage_is_in_disjoint_buckets(string usage, long input, long cached, long images, long output, long reasoning)
    {
        var read = ReadReply($$"""{"id":"r","message":{},"usage":{{usage}} }""").Usage;
        Assert.Equal((input, cached, images, output, reasoning), (read.Input.Tokens, read.CacheRead.Tokens, read.ImageInput.Tokens, read.Output.Tokens, read.Reasoning.Tokens));
        Assert.Equal(read with { Extras = null }, Codec.ReadUsage(CodecProof.Reply($$"""{"id":"r","message":{},"usage":{{usage}} }""")));
    }

    [Fact]
    public void Each_source_of_a_span_is_a_citation()
    {
        var text = Assert.IsType<TextPart>(Assert.Single(ReadReply("""
            {"id":"r","message":{"content":[{"type":"text","text":"Ruby"}],"citations":[{"start":0,"end":4,"text":"Ruby","sources":[
            {"type":"document","id":"d","document":{"title":"T","url":"https://x"}},{"type":"tool","id":"c:0","tool_output":{"content":"Ruby"}}]}]}}
            """).Choices[0].Parts));
        Assert.Equal([("https://x", "T", 0, 4), (null, "c:0", 0, 4)], text.Citations.Select(static citation => (citation.Url, citation.Title, citation.StartIndex, citation.EndIndex)));
        Assert.All(text.Citations, static citation => Assert.Equal("Ruby", citation.CitedText.ToString()));
    }

    [Fact]
    public void Log_probabilities_take_the_shared_shape()
    {
        var logprobs = ReadReply("""{"id":"r","message":{},"logprobs":[{"text":"a","token_ids":[7],"logprobs":[-0.5]},{"text":"bc","token_ids":[8,9],"logprobs":[-1,-0.25]}]}""").Choices[0].Logprobs;
        Same("""
            {"content":[{"token":"a","logprob":-0.5,"bytes":null,"top_logprobs":[],"token_ids":[7]},{"token":"bc","logprob":-1.25,"logprobs":[-1,-0.25],"bytes":null,"top_logprobs":[],"token_ids":[8,9]}]}
            """, logprobs.ToString());
    }

    [Fact]
    public void Reply_of_another_dialect_is_written_whole_and_what_is_lost_recorded()
    {
        var extras = new Extras(DialectNames.OpenAIChat);
        extras.Add("system_fingerprint", RawJson.Parse("\"fp\""));
        var written = CodecProof.WriteReply(Codec, new ChatReply
        {
            Model = "m",
            Dialect = DialectNames.OpenAIChat,
            ServiceTier = "flex",
            Extras = extras,
            Choices =
            [
                new Choice(0,
                [
                    new ReasoningPart("Hm") { Signature = new PartSignature(DialectNames.AnthropicMessages, "sig") },
                    new TextPart("a") { Citations = [new Citation { Dialect = DialectNames.OpenAIChat, Url = "https://x" }] },
                    new RefusalPart("no"),
                    new MediaPart(MediaKind.Image, new MediaSource.Base64("AAAA")) { MediaType = "image/png" },
                    new ToolCallPart("c", "f", ToolArguments.FromValue(RawJson.Parse("{}"))),
                ], new Finish(FinishReason.Stop)) { Logprobs = RawJson.Parse("""{"content":[{"token":"a","logprob":-1,"bytes":[97],"top_logprobs":[]}]}""") },
                new Choice(1, [new TextPart("b")], new Finish(FinishReason.Stop)),
            ],
            Usage = new Usage { Input = TokenCount.Exact(3), CacheRead = TokenCount.Exact(2), CacheWrite5m = TokenCount.Exact(1), Output = TokenCount.Exact(4), Reasoning = TokenCount.Exact(5) },
        });
        Same("""
            {"id":"reply_1","message":{"role":"assistant","content":[{"type":"thinking","thinking":"Hm"},{"type":"text","text":"a"},{"type":"text","text":"no"}],
            "tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}],
            "citations":[{"start":0,"end":1,"sources":[{"type":"document","id":"https://x","document":{"url":"https://x"}}],"content_index":1,"type":"TEXT_CONTENT"}]},
            "finish_reason":"TOOL_CALL","usage":{"billed_units":{"input_tokens":6,"output_tokens":9},"tokens":{"input_tokens":6,"output_tokens":9,"reasoning_tokens":5},"cached_tokens":2},
            "logprobs":[{"text":"a","token_ids":[],"logprobs":[-1]}]}
            """, written.Text);
        Assert.Equal(
            ["Dropped choices[1]:  -> ", "Dropped choices[0].message.content[0].signature: signed reasoning -> ", "Dropped choices[0].message.content[3]: image/png -> ",
                "Moved usage.cache_write_5m:  -> usage.tokens.input_tokens", "Dropped system_fingerprint: \"fp\" -> ", "Dropped service_tier: flex -> "],
            Entries(written.Log));
    }

    [Theory]
    [InlineData("""{"id":"r"}""")]
    [InlineData("""{"id":"r","message":"no"}""")]
    [InlineData("""{"id":"r","message":{"tool_calls":[{"id":"c","function":{}}]}}""")]
    [InlineData("[]")]
    [InlineData("""{"id":"r","message":{}""")]
    public void What_is_no_reply_is_a_format_error(string body) => Assert.Throws<WireFormatException>(() => ReadReply(body));
}
