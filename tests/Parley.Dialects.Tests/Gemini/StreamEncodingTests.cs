using System.Buffers;
using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.Gemini;

public sealed class StreamEncodingTests
{
    private const string Head = ""","modelVersion":"model","responseId":"reply_1"}""";

    [Fact]
    public void Text_and_thoughts_are_chunks_and_finish_and_usage_stand_in_the_last_one() => AssertChunks(
        [
            new(ChatEventKind.Reasoning, 0, 0, "hm"),
            new(ChatEventKind.Text, 0, 1, "Hi\n"),
            ChatEvent.Of(ChatEventKind.Usage, new Usage { Input = TokenCount.Exact(3) }),
            ChatEvent.Of(ChatEventKind.Finish, new Finish(FinishReason.Length)),
            new(ChatEventKind.Text, 0, 2, ""),
            ChatEvent.Of(ChatEventKind.Usage, new Usage { Input = TokenCount.Exact(3), Output = TokenCount.Exact(2), Reasoning = TokenCount.Exact(1) }),
        ],
        """{"candidates":[{"content":{"parts":[{"text":"hm","thought":true}],"role":"model"},"index":0}]""" + Head,
        """{"candidates":[{"content":{"parts":[{"text":"Hi\n"}],"role":"model"},"index":0}]""" + Head,
        """{"candidates":[{"finishReason":"MAX_TOKENS","index":0}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":2,"totalTokenCount":6,"thoughtsTokenCount":1}""" + Head);

    [Fact]
    public void Interleaved_calls_are_written_whole_in_their_order() => AssertChunks(
        [
            Start(0, "a", "f"), Start(1, "b", "g"),
            new(ChatEventKind.ToolCallArguments, 0, 1, "{\"y\""),
            new(ChatEventKind.ToolCallArguments, 0, 0, "{\"x\":"),
            new(ChatEventKind.ToolCallArguments, 0, 1, ":2}"),
            new(ChatEventKind.ToolCallArguments, 0, 0, "1}"),
            Start(2, "c", "h"),
            new(ChatEventKind.Text, 0, 3, "and"),
            ChatEvent.Of(ChatEventKind.Finish, new Finish(FinishReason.ToolCalls, "tool_calls") { Dialect = "openai-chat" }),
        ],
        """{"candidates":[{"content":{"parts":[{"functionCall":{"id":"a","name":"f","args":{"x":1}}}],"role":"model"},"index":0}]""" + Head,
        """{"candidates":[{"content":{"parts":[{"functionCall":{"id":"b","name":"g","args":{"y":2}}}],"role":"model"},"index":0}]""" + Head,
        """{"candidates":[{"content":{"parts":[{"text":"and"}],"role":"model"},"index":0}]""" + Head,
        """{"candidates":[{"content":{"parts":[{"functionCall":{"id":"c","name":"h","args":{}}}],"role":"model"},"index":0}]""" + Head,
        """{"candidates":[{"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":0,"totalTokenCount":7}""" + Head);

    [Fact]
    public void Call_that_was_cut_off_is_recorded()
    {
        var log = new ConversionLog();
        var stream = CodecProof.Encode(GeminiWire.Codec, [Start(0, "a", "f"), new(ChatEventKind.ToolCallArguments, 0, 0, "{\"x\":"), ChatEvent.Of(ChatEventKind.Finish, new Finish(FinishReason.Length)), ChatEvent.Of(ChatEventKind.End)], log);
        Assert.Contains("""{"functionCall":{"id":"a","name":"f","args":{}}}""", stream);
        Assert.Contains("\"finishReason\":\"MAX_TOKENS\"", stream);
        Assert.Equal([new ConversionEntry(ConversionCategory.Dropped, ConversionSeverity.Error, "choices[0].arguments", "{\"x\":")], log.Entries);
    }

    [Fact]
    public void Own_signatures_stand_at_their_piece_and_others_are_recorded()
    {
        var log = new ConversionLog();
        var chunks = GeminiWire.Chunks(CodecProof.Encode(GeminiWire.Codec,
        [
            new(ChatEventKind.Reasoning, 0, 0, "theirs"), new(ChatEventKind.Signature, 0, 0, "x", "anthropic-messages"),
            new(ChatEventKind.Text, 0, 1), new(ChatEventKind.Signature, 0, 1, "c2ln", "gemini"), new(ChatEventKind.Text, 0, 1, "mine"),
            new(ChatEventKind.Reasoning, 0, 2, "late"), new(ChatEventKind.Signature, 0, 2, "bGF0ZQ==", "gemini"),
            new(ChatEventKind.Text, 0, 3), new(ChatEventKind.Signature, 0, 3, "bGFzdA==", "gemini"),
            ChatEvent.Of(ChatEventKind.End),
        ], log));
        Assert.Equal(6, chunks.Count);
        Assert.Contains("""[{"text":"mine","thoughtSignature":"c2ln"}]""", chunks[1]);
        Assert.Contains("""[{"text":"","thought":true,"thoughtSignature":"bGF0ZQ=="}]""", chunks[3]);
        Assert.Contains("""[{"text":"","thoughtSignature":"bGFzdA=="}]""", chunks[4]);
        Assert.Equal([new ConversionEntry(ConversionCategory.Dropped, ConversionSeverity.Warning, "choices[0].signature")], log.Entries);
    }

    [Fact]
    public void Own_stream_comes_out_as_it_went_in()
    {
        var chunks = new[]
        {
            """{"candidates":[{"content":{"parts":[{"text":"a"}],"role":"model"},"index":0}],"modelVersion":"m","createTime":"2026-01-01T00:00:00Z","responseId":"r"}""",
            """{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"x":1}},"thoughtSignature":"c2ln"}],"role":"model"},"index":0}],"modelVersion":"m","createTime":"2026-01-01T00:00:00Z","responseId":"r"}""",
            """{"candidates":[{"content":{"parts":[{"executableCode":{"code":"1"}}],"role":"model"},"index":0}],"modelVersion":"m","createTime":"2026-01-01T00:00:00Z","responseId":"r"}""",
            """{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"iVBO"},"thoughtSignature":"aW1n"}],"role":"model"},"index":0}],"modelVersion":"m","createTime":"2026-01-01T00:00:00Z","responseId":"r"}""",
            """{"candidates":[{"finishReason":"TOO_MANY_TOOL_CALLS","index":0,"finishMessage":"m","groundingMetadata":{"groundingChunks":[{"web":{"uri":"u"}}]},"logprobsResult":{"chosenCandidates":[{"token":"a","tokenId":1}]}}],"usageMetadata":{"promptTokenCount":3,"totalTokenCount":3,"trafficType":"ON_DEMAND"},"modelVersion":"m","createTime":"2026-01-01T00:00:00Z","responseId":"r"}""",
        };
        var written = GeminiWire.Chunks(CodecProof.Reencode(GeminiWire.Codec, GeminiWire.Sse(chunks), StreamFraming.ServerSentEvents, GeminiWire.Codec));
        Assert.Equal(chunks.Length, written.Count);
        for (var i = 0; i < chunks.Length; i++)
            Assert.Null(JsonDiff.First(chunks[i], written[i]));
    }

    [Fact]
    public void Blocked_prompt_stays_a_feedback_without_candidates()
    {
        var stream = GeminiWire.Sse("""{"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":4,"totalTokenCount":4},"modelVersion":"m","responseId":"r"}""");
        Assert.Null(JsonDiff.First(GeminiWire.Chunks(stream)[0], Assert.Single(GeminiWire.Chunks(CodecProof.Reencode(GeminiWire.Codec, stream, StreamFraming.ServerSentEvents, GeminiWire.Codec)))));
    }

    [Fact]
    public void Choices_citations_and_log_probabilities_of_others_stand_in_the_last_chunk() => AssertChunks(
        [
            new(ChatEventKind.Text, 1, 0, "B"),
            new(ChatEventKind.Citation, 1, 0, default, new Citation { Url = "u", StartIndex = 0, EndIndex = 1, Dialect = "openai-chat" }),
            new(ChatEventKind.Logprobs, 1, 0, default, RawJson.Parse("""{"content":[{"token":"B","logprob":-1}]}""")),
            ChatEvent.Of(ChatEventKind.Finish, new Finish(FinishReason.Stop), 1),
            ChatEvent.Of(ChatEventKind.Finish, new Finish(FinishReason.ContentFilter), 0),
        ],
        """{"candidates":[{"content":{"parts":[{"text":"B"}],"role":"model"},"index":1}]""" + Head,
        """
        {"candidates":[{"finishReason":"SAFETY","index":0},{"finishReason":"STOP","index":1,"logprobsResult":{"chosenCandidates":[{"token":"B","logProbability":-1}],"topCandidates":[{"candidates":[]}]},
         "groundingMetadata":{"groundingChunks":[{"web":{"uri":"u"}}],"groundingSupports":[{"segment":{"startIndex":0,"endIndex":1},"groundingChunkIndices":[0]}]}}],
         "usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":0,"totalTokenCount":7}
        """ + Head);

    [Fact]
    public void Events_end_with_crlf_and_raw_line_separators_are_escaped()
    {
        var stream = CodecProof.Encode(GeminiWire.Codec, [new(ChatEventKind.Text, 0, 0, JsonText.FromToken("\"a\u2028b\u2029—\""u8.ToArray())), ChatEvent.Of(ChatEventKind.End)]);
        Assert.StartsWith("data: {", stream);
        Assert.EndsWith("}\r\n\r\n", stream);
        Assert.Contains("""a\u2028b\u2029—""", stream);
    }

    [Fact]
    public void Array_holds_the_chunks_and_white_space_as_keepalive()
    {
        var (output, encoder) = Open(StreamFraming.JsonArray);
        encoder.WriteKeepAlive(output);
        encoder.WriteKeepAlive(output);
        encoder.Encode(new(ChatEventKind.Text, 0, 0, "a"), output);
        encoder.WriteKeepAlive(output);
        encoder.WriteEnd(output);
        var text = Encoding.UTF8.GetString(output.WrittenSpan);
        Assert.StartsWith("[", text);
        Assert.Equal("application/json; charset=UTF-8", encoder.ContentType);
        Assert.Equal(2, Frames.Read(text, StreamFraming.JsonArray).Count(static frame => frame.Data.Length > 0));
        using var document = System.Text.Json.JsonDocument.Parse(text);
        Assert.Equal(2, document.RootElement.GetArrayLength());
    }

    [Fact]
    public void Keepalive_is_an_empty_text_and_settles_the_head_of_the_answer()
    {
        var (output, encoder) = Open(StreamFraming.ServerSentEvents);
        encoder.WriteKeepAlive(output);
        encoder.Encode(ChatEvent.Of(ChatEventKind.Start, new ReplyStart { Id = "other", Model = "other" }), output);
        encoder.Encode(new(ChatEventKind.Text, 0, 0, "a"), output);
        encoder.WriteEnd(output);
        var chunks = GeminiWire.Chunks(Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Equal("""{"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"index":0}]""" + Head, chunks[0]);
        Assert.All(chunks, static chunk => Assert.Contains("\"responseId\":\"reply_1\"", chunk));
    }

    [Theory]
    [InlineData(StreamFraming.ServerSentEvents, "data: ", "\r\n\r\n")]
    [InlineData(StreamFraming.JsonArray, "[", "]\n")]
    public void Fault_may_be_the_first_thing_and_is_the_last(StreamFraming framing, string prefix, string suffix)
    {
        var (output, encoder) = Open(framing);
        encoder.WriteFault(new Fault(FaultKind.Overloaded, "busy") { Source = FaultSource.Provider }, output);
        encoder.WriteKeepAlive(output);
        encoder.WriteEnd(output);
        Assert.Equal(
            prefix + """{"error":{"code":503,"message":"busy","status":"UNAVAILABLE","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"OVERLOADED","domain":"parley","metadata":{"source":"provider"}}]}}""" + suffix,
            Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Enumerations_are_numbers_where_asked() => Assert.Contains(
        "\"finishReason\":1", CodecProof.Encode(GeminiWire.Codec, [ChatEvent.Of(ChatEventKind.Finish, new Finish(FinishReason.Stop)), ChatEvent.Of(ChatEventKind.End)], asked: CodecProof.Asked with { EnumsAsNumbers = true }));

    private static ChatEvent Start(int part, string id, string name) => new(ChatEventKind.ToolCallStart, 0, part, default, new ToolCallStart(id, name));

    private static (ArrayBufferWriter<byte> Output, IChatEncoder Encoder) Open(StreamFraming framing) =>
        (new ArrayBufferWriter<byte>(), GeminiWire.Codec.OpenEncoder(CodecProof.Asked with { Framing = framing }, new ConversionLog()));

    private static void AssertChunks(IEnumerable<ChatEvent> events, params string[] expected)
    {
        var chunks = GeminiWire.Chunks(CodecProof.Encode(GeminiWire.Codec, [.. events, ChatEvent.Of(ChatEventKind.End)]));
        Assert.Equal(expected.Length, chunks.Count);
        for (var i = 0; i < expected.Length; i++)
            Assert.Null(JsonDiff.First(expected[i], chunks[i], nullIsAbsent: false));
    }
}
