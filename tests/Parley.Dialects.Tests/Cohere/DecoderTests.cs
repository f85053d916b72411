using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;
using static Parley.Dialects.Tests.Cohere.CohereWire;

namespace Parley.Dialects.Tests.Cohere;

public sealed class DecoderTests
{
    private static readonly string Fixtures = Path.Combine(AppContext.BaseDirectory, "fixtures", "cohere");

    private static string Everything => File.ReadAllText(Path.Combine(Fixtures, "everything.sse"));

    private static string Whole => File.ReadAllText(Path.Combine(Fixtures, "everything.json"));

    [Fact]
    public void Stream_folds_into_the_whole_reply_wherever_it_is_cut() => CodecProof.FoldEqualsUnary(Codec, Everything, Whole);

    [Fact]
    public void Stream_written_again_folds_into_the_same_reply() =>
        CodecProof.FoldEqualsUnary(Codec, CodecProof.Reencode(Codec, Everything, StreamFraming.ServerSentEvents, Codec), Whole);

    [Theory]
    [InlineData(DialectNames.OpenAIChat, StreamFraming.ServerSentEvents)]
    [InlineData(DialectNames.AnthropicMessages, StreamFraming.ServerSentEvents)]
    [InlineData(DialectNames.Gemini, StreamFraming.ServerSentEvents)]
    [InlineData(DialectNames.Ollama, StreamFraming.NewlineDelimitedJson)]
    public void Stream_survives_in_the_other_dialects(string dialect, StreamFraming framing) =>
        CodecProof.StreamSurvives(Codec, Everything, StreamFraming.ServerSentEvents, KnownDialects.Find(dialect)!.Chat, framing);

    [Fact]
    public void Whole_reply_written_again_is_the_same() => CodecProof.ReplyIdentity(Codec, CodecProof.Reply(Whole));

    [Fact]
    public void Arguments_stay_in_their_pieces()
    {
        var pieces = new List<string>();
        StreamFold.Events(Codec, System.Text.Encoding.UTF8.GetBytes(Everything), StreamFraming.ServerSentEvents, (in ChatEvent chatEvent) =>
        {
            if (chatEvent.Kind == ChatEventKind.ToolCallArguments)
                pieces.Add(chatEvent.Text.ToString());
        });
        Assert.Equal(["{\"a\":", "\"}{\\\"\"}"], pieces);
    }

    [Fact]
    public void Arguments_within_the_start_are_the_first_piece()
    {
        var folded = Fold(Stream(Start(), """{"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"c","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}}}}""", End)).Whole;
        Assert.Equal("""{"a":1}""", Assert.IsType<ToolCallPart>(Assert.Single(folded.Choices[0].Parts)).Arguments.ToString());
    }

    [Fact]
    public void End_of_the_bytes_behind_the_end_of_the_message_is_clean() => Assert.Equal("a", Assert.IsType<TextPart>(Fold(Stream(Start(), Text("a"), End).Replace("data: [DONE]\n\n", "", StringComparison.Ordinal)).Whole.Choices[0].Parts[0]).Text.ToString());

    [Fact]
    public void Events_without_names_are_known_by_their_type() => Assert.Equal("a", Assert.IsType<TextPart>(Fold($"data: {Start()}\n\ndata: {Text("a")}\n\ndata: {End}\n\n").Whole.Choices[0].Parts[0]).Text.ToString());

    [Fact]
    public void Citation_without_a_text_hangs_on_an_empty_one()
    {
        var text = Assert.IsType<TextPart>(Assert.Single(Fold(Stream(Start(), """{"type":"citation-start","index":0,"delta":{"message":{"citations":{"start":0,"end":1,"text":"a","sources":[],"type":"PLAN"}}}}""", End)).Whole.Choices[0].Parts));
        Assert.Equal((null, null), (Assert.Single(text.Citations).StartIndex, text.Citations[0].EndIndex));
    }

    [Theory]
    [InlineData("ERROR", "NEW_TYPE", FaultKind.Upstream)]
    [InlineData("ERROR", "TOO_MANY_TOKENS", FaultKind.ContextLength)]
    [InlineData("TIMEOUT", "", FaultKind.FirstEventTimeout)]
    public void Error_at_the_end_is_a_fault(string word, string type, FaultKind kind)
    {
        var fault = Fold(Stream(Start(), Text("a"), $$$"""{"type":"message-end","delta":{"finish_reason":"{{{word}}}","usage":{},"error":"It went wrong","error_type":"{{{type}}}"}}""")).Fault;
        Assert.Equal((kind, "It went wrong", FaultSource.Provider), (fault?.Kind, fault?.Message, fault?.Source));
    }

    [Fact]
    public void Error_without_words_is_a_way_to_end() =>
        Assert.Equal((FinishReason.Error, "ERROR"), (Fold(Stream(Start(), Text("a"), """{"type":"message-end","delta":{"finish_reason":"ERROR","usage":{}}}""")).Whole.Choices[0].Finish is var finish ? finish.Reason : default, finish.Native));

    [Theory]
    [InlineData("data: {\"id\":\"x\",\"message\":\"service overloaded\"}\n\n", FaultKind.Overloaded)]
    [InlineData("event: error\ndata: {\"error\":{\"message\":\"rate limit\"}}\n\n", FaultKind.RateLimit)]
    [InlineData("data: <html>\n\n", FaultKind.MalformedReply)]
    [InlineData("event: tool-call-delta\ndata: {\"type\":\"tool-call-delta\",\"index\":3,\"delta\":{\"message\":{\"tool_calls\":{\"function\":{\"arguments\":\"1\"}}}}}\n\n", FaultKind.MalformedReply)]
    [InlineData("event: tool-call-start\ndata: {\"type\":\"tool-call-start\",\"index\":0,\"delta\":{\"message\":{\"tool_calls\":{\"id\":\"c\",\"function\":{}}}}}\n\n", FaultKind.MalformedReply)]
    [InlineData("", FaultKind.MalformedReply)]
    [InlineData("data: [DONE]\n\n", FaultKind.MalformedReply)]
    public void Stream_that_breaks_off_is_a_fault(string rest, FaultKind kind)
    {
        Assert.Equal(kind, Fold(Event(Start()) + Event(Text("a")) + rest).Fault?.Kind);
        Assert.Equal(kind, Fold(rest).Fault?.Kind);
    }
}
