using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.Bedrock;

public sealed class StreamTests
{
    private static readonly byte[] Everything = EventStreams.Of(Converse.Fixture("everything.events"));

    [Fact]
    public void Stream_folds_into_the_whole_reply_wherever_it_is_cut() =>
        CodecProof.FoldEqualsUnary(Converse.Codec, Everything, Converse.Fixture("everything.json"), StreamFraming.AmazonEventStream);

    [Fact]
    public void Stream_written_again_says_the_same()
    {
        var encoded = CodecProof.Reencode(Converse.Codec, Everything, StreamFraming.AmazonEventStream, Converse.Codec);
        CodecProof.FoldEqualsUnary(Converse.Codec, encoded, Converse.Fixture("everything.json"), StreamFraming.AmazonEventStream);
        Assert.DoesNotContain(EventStreams.Lines(encoded), static line => line.Contains("\"p\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Sources_in_a_block_of_their_own_belong_to_the_text_before()
    {
        var stream = EventStreams.Of("""
            messageStart {"role":"assistant"}
            contentBlockDelta {"contentBlockIndex":0,"delta":{"text":"One."}}
            contentBlockStop {"contentBlockIndex":0}
            contentBlockDelta {"contentBlockIndex":1,"delta":{"citation":{"location":{"web":{"url":"https://x","domain":"x"}}}}}
            contentBlockStop {"contentBlockIndex":1}
            contentBlockDelta {"contentBlockIndex":2,"delta":{"text":"Two."}}
            contentBlockStop {"contentBlockIndex":2}
            messageStop {"stopReason":"end_turn"}
            """);
        var parts = StreamFold.EveryCut(Converse.Codec, stream, StreamFraming.AmazonEventStream).Whole.Choices[0].Parts;
        Assert.Equal(["One.", "Two."], parts.Select(static part => ((TextPart)part).Text.ToString()));
        Assert.Equal("https://x", Assert.Single(((TextPart)parts[0]).Citations).Url);
    }

    [Fact]
    public void Arguments_stay_in_the_pieces_that_came()
    {
        var lines = EventStreams.Lines(CodecProof.Reencode(Converse.Codec, Everything, StreamFraming.AmazonEventStream, Converse.Codec));
        Assert.Contains("""contentBlockDelta {"contentBlockIndex":5,"delta":{"toolUse":{"input":"{\"city\": \"Bo"}}}""", lines);
        Assert.Contains("""contentBlockDelta {"contentBlockIndex":5,"delta":{"toolUse":{"input":"nn\"}"}}}""", lines);
    }

    [Theory]
    [InlineData("internalServerException", FaultKind.Upstream)]
    [InlineData("modelStreamErrorException", FaultKind.Upstream)]
    [InlineData("validationException", FaultKind.InvalidRequest)]
    [InlineData("throttlingException", FaultKind.RateLimit)]
    [InlineData("serviceUnavailableException", FaultKind.Overloaded)]
    [InlineData("modelTimeoutException", FaultKind.RequestTimeout)]
    [InlineData("novelException", FaultKind.Upstream)]
    public void Exception_of_the_stream_is_a_fault_of_its_kind(string name, FaultKind kind)
    {
        var stream = EventStreams.Of($$$"""
            messageStart {"role":"assistant"}
            contentBlockDelta {"contentBlockIndex":0,"delta":{"text":"Hi"}}
            {{{name}}} {"message":"Broken off."}
            """);
        var fault = StreamFold.EveryCut(Converse.Codec, stream, StreamFraming.AmazonEventStream).Fault!;
        Assert.Equal((kind, "Broken off.", FaultSource.Provider), (fault.Kind, fault.Message, fault.Source));
        Assert.StartsWith(name == "novelException" || name == "modelTimeoutException" ? "" : name, EventStreams.Lines(CodecProof.EncodeBytes(Converse.Codec, [ChatEvent.Of(ChatEventKind.Fault, fault)]))[0]);
    }

    [Fact]
    public void Stream_without_its_end_is_a_fault_wherever_it_ends()
    {
        var lines = Converse.Fixture("everything.events").Split('\n');
        var stop = Array.FindIndex(lines, static line => line.StartsWith("messageStop", StringComparison.Ordinal));
        for (var count = 0; count <= stop; count++)
            Assert.Equal(FaultKind.MalformedReply, StreamFold.Once(Converse.Codec, EventStreams.Of(string.Join('\n', lines.Take(count))), StreamFraming.AmazonEventStream).Fault?.Kind);
    }

    [Fact]
    public void Stream_cut_within_a_message_is_a_fault_even_behind_its_end() =>
        Assert.Equal(FaultKind.MalformedReply, StreamFold.Once(Converse.Codec, Everything.AsMemory(0, Everything.Length - 1), StreamFraming.AmazonEventStream).Fault?.Kind);

    [Fact]
    public void Stream_of_another_dialect_has_the_form_of_this_one() => Assert.Equal(
        [
            """messageStart {"role":"assistant"}""",
            """contentBlockDelta {"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"hm"}}}""",
            """contentBlockStop {"contentBlockIndex":0}""",
            """contentBlockDelta {"contentBlockIndex":1,"delta":{"text":"Hi"}}""",
            """contentBlockStop {"contentBlockIndex":1}""",
            """contentBlockStart {"contentBlockIndex":2,"start":{"toolUse":{"toolUseId":"a","name":"f"}}}""",
            """contentBlockDelta {"contentBlockIndex":2,"delta":{"toolUse":{"input":"{\"x\":"}}}""",
            """contentBlockDelta {"contentBlockIndex":2,"delta":{"toolUse":{"input":"1}"}}}""",
            """contentBlockStop {"contentBlockIndex":2}""",
            """messageStop {"stopReason":"tool_use"}""",
            """metadata {"usage":{"inputTokens":7,"outputTokens":2,"totalTokens":9},"metrics":{"latencyMs":0}}""",
        ],
        Converse.Encode(
            Converse.Start,
            Converse.Event(ChatEventKind.Reasoning, 0, "hm"),
            Converse.Event(ChatEventKind.Signature, 0, "c2ln", DialectNames.AnthropicMessages),
            Converse.Event(ChatEventKind.Text, 1, "Hi"),
            Converse.Call(2, "a", "f"),
            Converse.Event(ChatEventKind.ToolCallArguments, 2, "{\"x\":"),
            Converse.Event(ChatEventKind.ToolCallArguments, 2, "1}"),
            Converse.Finish(FinishReason.Stop),
            ChatEvent.Of(ChatEventKind.Usage, new Usage { Input = TokenCount.Exact(7), Output = TokenCount.Exact(2) }),
            Converse.End));

    [Fact]
    public void Calls_whose_pieces_interleave_stay_open_beside_each_other() => Assert.Equal(
        [
            """contentBlockStart {"contentBlockIndex":0,"start":{"toolUse":{"toolUseId":"a","name":"f"}}}""",
            """contentBlockDelta {"contentBlockIndex":0,"delta":{"toolUse":{"input":"{"}}}""",
            """contentBlockStart {"contentBlockIndex":1,"start":{"toolUse":{"toolUseId":"b","name":"g"}}}""",
            """contentBlockDelta {"contentBlockIndex":1,"delta":{"toolUse":{"input":"{}"}}}""",
            """contentBlockDelta {"contentBlockIndex":0,"delta":{"toolUse":{"input":"}"}}}""",
            """contentBlockStop {"contentBlockIndex":0}""",
            """contentBlockStop {"contentBlockIndex":1}""",
        ],
        Converse.Encode(
            Converse.Start,
            Converse.Call(0, "a", "f"),
            Converse.Event(ChatEventKind.ToolCallArguments, 0, "{"),
            Converse.Call(1, "b", "g"),
            Converse.Event(ChatEventKind.ToolCallArguments, 1, "{}"),
            Converse.Event(ChatEventKind.ToolCallArguments, 0, "}"),
            Converse.Finish(FinishReason.ToolCalls),
            Converse.End).Where(static line => line.StartsWith("contentBlock", StringComparison.Ordinal)));

    [Theory]
    [InlineData("", false, """{}""")]
    [InlineData("null", false, """{}""")]
    [InlineData("[1]", false, """{\"input\":\"[1]\"}""")]
    [InlineData("say \"hi\"\n", true, """{\"input\":\"say \\\"hi\\\"\\n\"}""")]
    public void Arguments_that_are_no_object_are_put_into_one(string arguments, bool isCustom, string expected)
    {
        var lines = Converse.Encode(Converse.Start, Converse.Call(0, "a", "f", isCustom), Converse.Event(ChatEventKind.ToolCallArguments, 0, arguments), Converse.Finish(FinishReason.ToolCalls), Converse.End);
        var pieces = lines.Where(static line => line.StartsWith("contentBlockDelta", StringComparison.Ordinal)).Select(static line => line[(line.IndexOf("input\":\"", StringComparison.Ordinal) + 8)..^4]);
        Assert.Equal(expected, string.Concat(pieces));
    }

    [Fact]
    public void Tap_holds_what_nobody_can_see_and_keeps_the_metadata_for_the_end()
    {
        var tap = Converse.Codec.OpenTap(StreamOptions.None, WireProfile.Default);
        using var reader = FrameReaders.Create(StreamFraming.AmazonEventStream);
        var verdicts = new List<TapVerdict>();
        Frames.Feed(reader, Everything, Cutting.Whole, frame => verdicts.Add(tap.Observe(frame)));
        Assert.Equal(TapVerdict.Prelude, verdicts[0]);
        Assert.All(verdicts[1..^1], static verdict => Assert.Equal(TapVerdict.Semantic, verdict));
        Assert.Equal(TapVerdict.End, verdicts[^1]);
        Assert.True(tap.IsComplete);
        Assert.Equal(121, tap.Usage.Output.Tokens);
    }

    [Fact]
    public void Sign_of_life_is_passed_over()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var encoder = Converse.Codec.OpenEncoder(StreamOptions.None, new ConversionLog());
        encoder.WriteKeepAlive(output);
        encoder.Encode(Converse.Event(ChatEventKind.Text, 0, "Hi"), output);
        encoder.WriteEnd(output);
        Assert.Equal("Hi", ((TextPart)StreamFold.Once(Converse.Codec, output.WrittenMemory, StreamFraming.AmazonEventStream).Whole.Choices[0].Parts[0]).Text.ToString());
    }
}
