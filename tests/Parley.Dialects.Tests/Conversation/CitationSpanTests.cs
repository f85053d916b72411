using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.Conversation;

/// <summary>A source spans the text that rests on it, in the unit of each dialect, told in pieces or whole.</summary>
public sealed class CitationSpanTests
{
    private const string Source = """{"type":"web_search_result_location","cited_text":"q","url":"https://x","title":"X","encrypted_index":"e"}""";

    private const string Whole = $$$"""
        {"id":"m","type":"message","role":"assistant","model":"claude","content":[{"type":"text","text":"Süß: "},{"type":"text","text":"it is \"né\"","citations":[{{{Source}}}]},{"type":"text","text":"."}],
         "stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}
        """;

    /// <summary>As Claude's web search tells it: the source first, then the text.</summary>
    private static string Stream { get; } = string.Concat(new[]
    {
        """{"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"claude","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":1}}}""",
        """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Süß: "}}""",
        """{"type":"content_block_stop","index":0}""",
        """{"type":"content_block_start","index":1,"content_block":{"citations":[],"type":"text","text":""}}""",
        $$$"""{"type":"content_block_delta","index":1,"delta":{"type":"citations_delta","citation":{{{Source}}}}}""",
        """{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"it is "}}""",
        """{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"\"né\""}}""",
        """{"type":"content_block_stop","index":1}""",
        """{"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}}""",
        """{"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"."}}""",
        """{"type":"content_block_stop","index":2}""",
        """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":1}}""",
        """{"type":"message_stop"}""",
    }.Select(static data => $"data: {data}\n\n"));

    [Theory]
    [InlineData("openai-chat", """ "start_index":5,"end_index":15} """)]
    [InlineData("openai-responses", """ "start_index":0,"end_index":10, """)]
    [InlineData("gemini", """ {"startIndex":7,"endIndex":18,"text":"q"} """)]
    [InlineData("cohere", """ "sources":[{"type":"document","id":"https://x","document":{"title":"X","url":"https://x","text":"q"}}],"content_index":1, """)]
    public void Source_of_a_block_spans_the_block(string dialect, string span)
    {
        var codec = KnownDialects.Find(dialect)!.Chat;
        var reply = AnthropicMessages.Room.Codec.ReadReply(CodecProof.Reply(Whole), WireProfile.Default);
        Assert.Contains(span.Trim(), CodecProof.WriteReply(codec, reply).Text, StringComparison.Ordinal);
        var streamed = CodecProof.Reencode(AnthropicMessages.Room.Codec, Stream, StreamFraming.ServerSentEvents, codec);
        Assert.Contains(span.Trim(), streamed, StringComparison.Ordinal);
    }

    [Fact]
    public void Annotation_is_added_before_its_content_is_done()
    {
        var streamed = CodecProof.Reencode(AnthropicMessages.Room.Codec, Stream, StreamFraming.ServerSentEvents, KnownDialects.Find("openai-responses")!.Chat);
        var added = streamed.IndexOf("event: response.output_text.annotation.added", StringComparison.Ordinal);
        Assert.InRange(added, streamed.IndexOf("né", StringComparison.Ordinal), streamed.IndexOf("\"text\":\"it is", StringComparison.Ordinal));
    }

    [Fact]
    public void Stream_says_a_source_behind_its_text() => CodecProof.FoldEqualsUnary(AnthropicMessages.Room.Codec, Stream, Whole);

    [Fact]
    public void Geminis_spans_count_through_all_parts_and_a_source_hangs_on_its_own()
    {
        var reply = Gemini.GeminiWire.Codec.ReadReply(CodecProof.Reply("""
            {"candidates":[{"content":{"parts":[{"text":"Süß. ","thoughtSignature":"cw=="},{"text":"No."}]},"finishReason":"STOP","groundingMetadata":{"groundingChunks":[{"web":{"uri":"https://a"}}],
             "groundingSupports":[{"segment":{"startIndex":7,"endIndex":9},"groundingChunkIndices":[0]},{"segment":{"startIndex":0,"endIndex":5},"groundingChunkIndices":[0]}]}}]}
            """), WireProfile.Default);
        Assert.Equal(["0-3", "0-2"], reply.Choices[0].Parts.OfType<TextPart>().SelectMany(static text => text.Citations).Select(static citation => $"{citation.StartIndex}-{citation.EndIndex}"));
        Assert.Contains("""{"start":0,"end":2,"sources":[{"type":"document","id":"https://a","document":{"url":"https://a"}}],"content_index":1,""", CodecProof.WriteReply(Cohere.CohereWire.Codec, reply).Text, StringComparison.Ordinal);
        var chat = CodecProof.WriteReply(OpenAIChat.OpenAI.Codec, reply).Text;
        Assert.Contains("\"start_index\":5,\"end_index\":7", chat, StringComparison.Ordinal);
        Assert.Contains("\"start_index\":0,\"end_index\":3", chat, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 9, "0:3-5 X\u00FC 1:0-3 No.")]
    [InlineData(0, 99, "0:0-5  1:0-3 ")]
    [InlineData(7, 9, "1:1-3 X\u00FCNo.")]
    public void Geminis_span_across_two_parts_is_a_source_of_each(int start, int end, string cited)
    {
        var reply = Gemini.GeminiWire.Codec.ReadReply(CodecProof.Reply($$$"""
            {"candidates":[{"content":{"parts":[{"text":"So X\u00FC","thoughtSignature":"cw=="},{"text":"No."}]},"finishReason":"STOP","groundingMetadata":{"groundingChunks":[{"web":{"uri":"https://a"}}],
             "groundingSupports":[{"segment":{"startIndex":{{{start}}},"endIndex":{{{end}}},"text":"{{{(end < 99 ? "XüNo." : "")}}}"},"groundingChunkIndices":[0]}]}}]}
            """), WireProfile.Default);
        Assert.Equal(cited, string.Join(' ', reply.Choices[0].Parts.OfType<TextPart>().SelectMany(static (text, i) => text.Citations.Select(citation => $"{i}:{citation.StartIndex}-{citation.EndIndex} {citation.CitedText}"))));
    }

    private const string Indexed = """{"type":"url_citation","url":"https://x","title":"X","start_index":START,"end_index":END}""";

    [Theory]
    [InlineData("null", "null", 0, 5)]
    [InlineData("0", "null", 0, 5)]
    [InlineData("1", "99", 1, 5)]
    [InlineData("77", "99", 0, 5)]
    [InlineData("5", "6", 0, 5)]
    [InlineData("5", "null", 0, 5)]
    [InlineData("4", "6", 4, 5)]
    [InlineData("5", "5", 5, 5)]
    [InlineData("3", "3", 3, 3)]
    [InlineData("3", "2", 0, 5)]
    [InlineData("-1", "-1", 0, 5)]
    public void Span_that_is_not_said_or_ends_behind_the_text_ends_with_it(string start, string end, int from, int to)
    {
        var annotation = Indexed.Replace("START", start, StringComparison.Ordinal).Replace("END", end, StringComparison.Ordinal);
        var chat = OpenAIChat.OpenAI.Codec.ReadReply(CodecProof.Reply($$$"""{"id":"c","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Hello","annotations":[null,7,{"type":"url_citation","url_citation":{{{annotation}}}}]}}]}"""), WireProfile.Default);
        var responses = KnownDialects.Find("openai-responses")!.Chat.ReadReply(CodecProof.Reply($$$"""{"id":"r","object":"response","status":"completed","output":[{"type":"message","id":"m","role":"assistant","status":"completed","content":[{"type":"output_text","text":"Hello","annotations":[null,7,{{{annotation}}}]}]}]}"""), WireProfile.Default);
        var span = $$"""{"start":{{from}},"end":{{to}},"sources":[{""";
        foreach (var reply in new[] { chat, responses })
        {
            var written = CodecProof.WriteReply(Cohere.CohereWire.Codec, reply).Text;
            Assert.Contains(span, written, StringComparison.Ordinal);
            Assert.Equal(2, written.Split("\"start\":").Length);
        }
        Assert.Contains($"\"start_index\":{from},\"end_index\":{to}", CodecProof.WriteReply(KnownDialects.Find("openai-responses")!.Chat, chat).Text, StringComparison.Ordinal);
        Assert.Contains($"\"start_index\":{from},\"end_index\":{to}", CodecProof.WriteReply(OpenAIChat.OpenAI.Codec, responses).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 5, "")]
    [InlineData(0, 3, "0-3 -> the whole block")]
    [InlineData(2, 5, "2-5 -> the whole block")]
    public void Anthropics_callers_are_told_that_a_source_of_a_part_of_a_block_is_shown_at_all_of_it(int start, int end, string told)
    {
        var annotation = $$$"""{"type":"url_citation","url_citation":{"url":"https://x","title":"X","start_index":{{{start}}},"end_index":{{{end}}}}}""";
        var reply = OpenAIChat.OpenAI.Codec.ReadReply(CodecProof.Reply($$$"""{"id":"c","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Hello","annotations":[{{{annotation}}}]}}]}"""), WireProfile.Default);
        var written = CodecProof.WriteReply(AnthropicMessages.Room.Codec, reply);
        Assert.Contains("\"cited_text\":\"\"", written.Text, StringComparison.Ordinal);
        Assert.Equal(told, string.Join(' ', written.Log.Entries.Select(static entry => $"{entry.OldValue} -> {entry.NewValue}")));

        var log = new ConversionLog();
        var encoder = AnthropicMessages.Room.Codec.OpenEncoder(CodecProof.Asked, log);
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        encoder.Encode(new ChatEvent(ChatEventKind.Text, 0, 0, "Hello"), output);
        encoder.Encode(new ChatEvent(ChatEventKind.Citation, 0, 0, default, reply.Choices[0].Parts.OfType<TextPart>().Single().Citations[0]), output);
        Assert.Equal(told, string.Join(' ', log.Entries.Select(static entry => $"{entry.OldValue} -> {entry.NewValue}")));
    }

    [Fact]
    public void Annotation_without_a_span_waits_for_all_of_the_text()
    {
        const string Bare = """{"annotations":[{"type":"url_citation","url_citation":{"url":"https://x","title":"X"}}]}""";
        var stream = OpenAIChat.OpenAI.Stream(OpenAIChat.OpenAI.Chunk(Bare), OpenAIChat.OpenAI.Chunk("""{"content":"Hello"}"""), OpenAIChat.OpenAI.Chunk("{}", "\"stop\"")) + "data: [DONE]\n\n";
        Assert.Contains("\"start_index\":0,\"end_index\":5", CodecProof.Reencode(OpenAIChat.OpenAI.Codec, stream, StreamFraming.ServerSentEvents, KnownDialects.Find("openai-responses")!.Chat), StringComparison.Ordinal);
    }
}
