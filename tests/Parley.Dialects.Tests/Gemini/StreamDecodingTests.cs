using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.Gemini;

public sealed class StreamDecodingTests
{
    private const string Tail = ""","modelVersion":"gemini-3-flash","responseId":"r1","createTime":"2026-01-01T00:00:00Z"}""";

    [Fact]
    public void Stream_of_every_part_folds_into_the_reply_that_the_body_gives()
    {
        string[] chunks =
        [
            """{"candidates":[{"content":{"parts":[{"text":"Let me ","thought":true}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":3,"totalTokenCount":3}""",
            """{"candidates":[{"content":{"parts":[{"text":"see","thought":true}],"role":"model"},"index":0}]""",
            """{"candidates":[{"content":{"parts":[{"text":"Hel"}],"role":"model"},"index":0}]""",
            """{"candidates":[{"content":{"parts":[{"text":"lo"},{"text":" signed","thoughtSignature":"c2ln"},{"executableCode":{"language":"PYTHON","code":"1"}}],"role":"model"},"index":0}]""",
            """{"candidates":[{"content":{"parts":[{"text":"after"}],"role":"model"},"index":0}]""",
            """{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"a":"\u00fc\"}"}},"thoughtSignature":"Zmlyc3Q="},{"functionCall":{"id":"x","name":"g","args":{}}}],"role":"model"},"index":0}]""",
            """{"candidates":[{"content":{"parts":[{"text":"","thoughtSignature":"bGFzdA=="}],"role":"model"},"finishReason":"STOP","index":0,"finishMessage":"m","avgLogprobs":-1}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":9,"totalTokenCount":12}""",
        ];
        const string Unary = """
            {"candidates":[{"content":{"parts":[{"text":"Let me see","thought":true},{"text":"Hello"},{"text":" signed","thoughtSignature":"c2ln"},{"executableCode":{"language":"PYTHON","code":"1"}},{"text":"after"},
              {"functionCall":{"name":"f","args":{"a":"\u00fc\"}"}},"thoughtSignature":"Zmlyc3Q="},{"functionCall":{"id":"x","name":"g","args":{}}},{"text":"","thoughtSignature":"bGFzdA=="}],"role":"model"},
              "finishReason":"STOP","index":0,"finishMessage":"m","avgLogprobs":-1}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":9,"totalTokenCount":12}
            """ + Tail;
        CodecProof.FoldEqualsUnary(GeminiWire.Codec, GeminiWire.Sse(chunks.Select(static chunk => chunk + Tail)), Unary);
        CodecProof.FoldEqualsUnary(GeminiWire.Codec, $"[{string.Join(",\r\n", chunks.Select(static chunk => chunk + Tail))}]", Unary, StreamFraming.JsonArray);
    }

    [Fact]
    public void Several_candidates_fold_apart_though_the_index_stands_last() => CodecProof.FoldEqualsUnary(
        GeminiWire.Codec,
        GeminiWire.Sse(
            """{"candidates":[{"content":{"parts":[{"text":"a"}]},"index":0},{"content":{"parts":[{"text":"b"}]},"index":1}],"responseId":"r"}""",
            """{"candidates":[{"content":{"parts":[{"text":"B"}]},"finishReason":"MAX_TOKENS","index":1}],"responseId":"r"}""",
            """{"candidates":[{"content":{"parts":[{"text":"A"}]},"finishReason":"STOP","index":0}],"responseId":"r"}"""),
        """{"candidates":[{"content":{"parts":[{"text":"aA"}]},"finishReason":"STOP","index":0},{"content":{"parts":[{"text":"bB"}]},"finishReason":"MAX_TOKENS","index":1}],"responseId":"r"}""");

    [Fact]
    public void Grounding_of_the_last_chunk_cites_the_whole_text() => CodecProof.FoldEqualsUnary(
        GeminiWire.Codec,
        GeminiWire.Sse(
            """{"candidates":[{"content":{"parts":[{"text":"Süß "}]},"groundingMetadata":{},"index":0}],"responseId":"r"}""",
            """{"candidates":[{"content":{"parts":[{"text":"is "}]},"groundingMetadata":{},"index":0}],"responseId":"r"}""",
            """{"candidates":[{"content":{"parts":[{"text":"sweet"}]},"finishReason":"STOP","index":0,"groundingMetadata":{"groundingChunks":[{"web":{"uri":"https://a"}}],"groundingSupports":[{"segment":{"startIndex":6,"endIndex":14},"groundingChunkIndices":[0]}]}}],"responseId":"r"}"""),
        """{"candidates":[{"content":{"parts":[{"text":"Süß is sweet"}]},"finishReason":"STOP","index":0,"groundingMetadata":{"groundingChunks":[{"web":{"uri":"https://a"}}],"groundingSupports":[{"segment":{"startIndex":6,"endIndex":14},"groundingChunkIndices":[0]}]}}],"responseId":"r"}""");

    /// <summary>The first chunks differ in their text alone, as those of a search that is told of in the last chunk.</summary>
    [Fact]
    public void Grounding_that_only_the_last_chunk_tells_of_has_its_span() => CodecProof.FoldEqualsUnary(
        GeminiWire.Codec,
        GeminiWire.Sse(
            """{"candidates":[{"content":{"parts":[{"text":"So "}]},"index":0}],"responseId":"r"}""",
            """{"candidates":[{"content":{"parts":[{"text":"Süß "}]},"index":0}],"responseId":"r"}""",
            """{"candidates":[{"content":{"parts":[{"text":"is "}]},"index":0}],"responseId":"r"}""",
            """{"candidates":[{"content":{"parts":[{"text":"it. "}]},"index":0}],"responseId":"r"}""",
            """{"candidates":[{"content":{"parts":[{"text":"Sweet"}]},"finishReason":"STOP","index":0,"groundingMetadata":{"groundingChunks":[{"web":{"uri":"https://a"}}],"groundingSupports":[{"segment":{"startIndex":9,"endIndex":16},"groundingChunkIndices":[0]}]}}],"responseId":"r"}"""),
        """{"candidates":[{"content":{"parts":[{"text":"So Süß is it. Sweet"}]},"finishReason":"STOP","index":0,"groundingMetadata":{"groundingChunks":[{"web":{"uri":"https://a"}}],"groundingSupports":[{"segment":{"startIndex":9,"endIndex":16},"groundingChunkIndices":[0]}]}}],"responseId":"r"}""");

    [Fact]
    public void Log_probabilities_fold() => CodecProof.FoldEqualsUnary(
        GeminiWire.Codec,
        GeminiWire.Sse("""{"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP","index":0,"logprobsResult":{"chosenCandidates":[{"token":"a","logProbability":-1}]}}]}"""),
        """{"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP","index":0,"logprobsResult":{"chosenCandidates":[{"token":"a","logProbability":-1}]}}]}""");

    [Fact]
    public void Blocked_prompt_ends_the_stream_cleanly() => CodecProof.FoldEqualsUnary(
        GeminiWire.Codec,
        GeminiWire.Sse("""{"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":4,"totalTokenCount":4},"modelVersion":"m"}"""),
        """{"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":4,"totalTokenCount":4},"modelVersion":"m"}""",
        except: ["Extras"]);

    [Fact]
    public void Finish_in_every_chunk_is_told_once_at_the_end()
    {
        var events = GeminiWire.Decode(
            """{"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"}]}""",
            """{"candidates":[{"content":{"parts":[{"text":"b"}]},"finishReason":"STOP"}]}""");
        Assert.Equal([ChatEventKind.Start, ChatEventKind.Text, ChatEventKind.Text, ChatEventKind.Finish, ChatEventKind.End], events.Select(static chatEvent => chatEvent.Kind));
    }

    [Fact]
    public void Early_end_is_a_fault_that_the_usage_precedes()
    {
        var events = GeminiWire.Decode("""{"candidates":[{"content":{"parts":[{"text":"a"}]}}],"usageMetadata":{"promptTokenCount":4,"totalTokenCount":4}}""");
        Assert.Equal(ChatEventKind.Usage, events[^2].Kind);
        var fault = Assert.IsType<Fault>(events[^1].Detail);
        Assert.Equal((FaultKind.MalformedReply, FaultSource.Provider), (fault.Kind, fault.Source));
        Assert.Equal(ChatEventKind.Fault, Assert.Single(GeminiWire.Decode()).Kind);
    }

    [Fact]
    public void Candidate_without_finish_beside_a_finished_one_is_an_early_end() =>
        Assert.Equal(ChatEventKind.Fault, GeminiWire.Decode("""{"candidates":[{"finishReason":"STOP","index":0},{"content":{"parts":[{"text":"b"}]},"index":1}]}""")[^1].Kind);

    [Fact]
    public void Error_event_is_a_fault_and_nothing_follows()
    {
        var events = GeminiWire.Decode(
            """{"candidates":[{"content":{"parts":[{"text":"a"}]}}]}""",
            """{"error":{"code":503,"message":"overloaded","status":"UNAVAILABLE"}}""",
            """{"candidates":[{"finishReason":"STOP"}]}""");
        var fault = Assert.IsType<Fault>(events[^1].Detail);
        Assert.Equal((FaultKind.Overloaded, FaultSource.Provider, 503), (fault.Kind, fault.Source, fault.Status));
    }

    [Fact]
    public void Garbage_is_named() => Assert.Throws<WireFormatException>(() => GeminiWire.Decode("<html>"));

    [Theory]
    [InlineData("text/event-stream", StreamFraming.ServerSentEvents)]
    [InlineData("application/json; charset=UTF-8", StreamFraming.JsonArray)]
    [InlineData("", StreamFraming.ServerSentEvents)]
    public void Content_type_says_how_the_stream_is_cut(string type, StreamFraming framing) =>
        Assert.Equal(framing, GeminiWire.Codec.FramingOf(new WireReply(200, new WireHeaders(KeyValuePair.Create("Content-Type", type)), default)));
}
