using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;
using static Parley.Dialects.Tests.Plain.PlainWire;

namespace Parley.Dialects.Tests.Plain;

public sealed class ReplyTests
{
    private const string Whole = """
        {"id":"r","model":"m","created":5,"service_tier":"flex","dialect":"anthropic-messages","choices":[{"index":0,"content":[
          {"type":"reasoning","text":"hm","signature":{"dialect":"anthropic-messages","value":"c2ln"}},
          {"type":"text","text":"Grüße","citations":[{"url":"https://a","dialect":"anthropic-messages","native":{"x":1}}]},
          {"type":"tool_call","id":"c","name":"f","arguments":"{\"a\":1}"},
          {"type":"image","base64":"QUJD","media_type":"image/png"},
          {"type":"opaque","dialect":"anthropic-messages","kind":"k","json":{"type":"k"}}],
         "finish":{"reason":"stop_sequence","native":"stop_sequence","dialect":"anthropic-messages","stop_sequence":"END"},
         "logprobs":{"content":[{"token":"a"}]},"message_extras":{"dialect":"openai-chat","members":{"b":2}},"extras":{"dialect":"openai-chat","members":{"c":3}}}],
         "usage":{"input":{"tokens":3,"quality":"exact"},"cache_read":{"tokens":2,"quality":"exact"},"output":{"tokens":4,"quality":"estimated"},"provider_total":9},
         "extras":{"dialect":"anthropic-messages","members":{"container":{}}}}
        """;

    private static readonly string Streamed = Stream(
        """{"type":"start","id":"r","model":"m","created":5,"service_tier":"flex","dialect":"anthropic-messages","extras":{"dialect":"anthropic-messages","members":{"container":{}}}}""",
        """{"type":"reasoning","choice":0,"part":0,"text":"hm"}""",
        """{"type":"signature","choice":0,"part":0,"text":"c2ln","dialect":"anthropic-messages"}""",
        """{"type":"text","choice":0,"part":1,"text":"Grü"}""",
        """{"type":"text","choice":0,"part":1,"text":"ße"}""",
        """{"type":"citation","choice":0,"part":1,"citation":{"url":"https://a","dialect":"anthropic-messages","native":{"x":1}}}""",
        """{"type":"tool_call_start","choice":0,"part":2,"id":"c","name":"f"}""",
        """{"type":"tool_call_arguments","choice":0,"part":2,"text":"{\"a\""}""",
        """{"type":"tool_call_arguments","choice":0,"part":2,"text":":1}"}""",
        """{"type":"media","choice":0,"part":3,"content":{"type":"image","base64":"QUJD","media_type":"image/png"}}""",
        """{"type":"opaque","choice":0,"part":4,"content":{"type":"opaque","dialect":"anthropic-messages","kind":"k","json":{"type":"k"}}}""",
        """{"type":"logprobs","choice":0,"logprobs":{"content":[{"token":"a"}]}}""",
        """{"type":"message_extras","choice":0,"extras":{"dialect":"openai-chat","members":{"b":2}}}""",
        """{"type":"extras","choice":0,"extras":{"dialect":"openai-chat","members":{"c":3}}}""",
        """{"type":"finish","choice":0,"finish":{"reason":"stop_sequence","native":"stop_sequence","dialect":"anthropic-messages","stop_sequence":"END"}}""",
        """{"type":"news","of":"a later version"}""",
        """{"type":"usage","usage":{"input":{"tokens":3,"quality":"exact"},"cache_read":{"tokens":2,"quality":"exact"},"output":{"tokens":4,"quality":"estimated"},"provider_total":9}}""",
        """{"type":"done"}""");

    [Fact]
    public void Reply_with_everything_is_written_as_it_was() => CodecProof.ReplyIdentity(Codec, CodecProof.Reply(Whole));

    [Fact]
    public void Stream_cut_anywhere_folds_into_the_whole_reply() => CodecProof.FoldEqualsUnary(Codec, Streamed, Whole);

    [Fact]
    public void Stream_is_written_as_it_was_read()
    {
        var again = CodecProof.Reencode(Codec, Streamed, StreamFraming.ServerSentEvents, Codec);
        Assert.Equal(Streamed.Replace(Event("""{"type":"news","of":"a later version"}"""), "", StringComparison.Ordinal), again);
    }

    [Fact]
    public void Reply_without_id_and_model_gets_those_of_the_exchange() =>
        Assert.StartsWith("""{"id":"reply_1","model":"model",""", CodecProof.WriteReply(Codec, new ChatReply { Choices = [] }).Text, StringComparison.Ordinal);

    [Fact]
    public void Function_that_stood_for_a_custom_tool_is_called_as_one()
    {
        var asked = Codec.Peek(Request("""{"model":"m","messages":[],"tools":[{"name":"sql","custom":true}]}""")).StreamOptions;
        var reply = new ChatReply { Id = "r", Model = "m", Choices = [new Choice(0, [new ToolCallPart("c", "sql", ToolArguments.FromValue(RawJson.Parse("""{"input":"select 1"}""")))], new Finish(FinishReason.ToolCalls))] };
        Assert.Contains("""{"type":"tool_call","id":"c","name":"sql","input":"select 1"}""", CodecProof.WriteReply(Codec, reply, asked).Text, StringComparison.Ordinal);
        Assert.Contains("\"custom\":true", CodecProof.Encode(Codec, ReplyEvents.Of(reply), asked: asked), StringComparison.Ordinal);
    }

    [Fact]
    public void Stream_that_ends_before_done_is_no_clean_end()
    {
        var folded = StreamFold.EveryCut(Codec, Streamed.Replace(Event("""{"type":"done"}"""), "", StringComparison.Ordinal));
        Assert.Equal(FaultKind.MalformedReply, folded.Fault!.Kind);
    }

    [Fact]
    public void Error_in_a_stream_ends_it()
    {
        var folded = StreamFold.EveryCut(Codec, Stream("""{"type":"text","choice":0,"part":0,"text":"a"}""", """{"type":"error","error":{"type":"overloaded","message":"Later.","source":"gateway","status":529,"request_id":"x"}}""", """{"type":"done"}"""));
        Assert.Equal((FaultKind.Overloaded, "Later.", 529, FaultSource.Provider, "x"), (folded.Fault!.Kind, folded.Fault.Message, folded.Fault.Status, folded.Fault.Source, folded.Fault.RequestId));
    }

    [Fact]
    public void Tap_sees_what_matters_of_a_copied_stream()
    {
        var tap = Codec.OpenTap(StreamOptions.None, WireProfile.Default);
        var verdicts = Frames.Read(Streamed, StreamFraming.ServerSentEvents).Select(frame => tap.Observe(new WireFrame(Encoding.UTF8.GetBytes(frame.Event), Encoding.UTF8.GetBytes(frame.Data), default))).ToList();
        Assert.Equal(TapVerdict.Prelude, verdicts[0]);
        Assert.All(verdicts[1..^1], static verdict => Assert.Equal(TapVerdict.Semantic, verdict));
        Assert.Equal(TapVerdict.End, verdicts[^1]);
        Assert.True(tap.IsComplete);
        Assert.Equal((3, 4), (tap.Usage.Input.Tokens, tap.Usage.Output.Tokens));
    }

    [Theory]
    [InlineData(503, "<html>", FaultKind.Overloaded, "The provider answered with status 503 and no readable error.")]
    [InlineData(429, """{"error":{"type":"quota","message":"Empty.","code":7}}""", FaultKind.RateLimit, "The provider answered with status 429 and no readable error.")]
    [InlineData(429, """{"error":{"type":"quota","message":"Empty."}}""", FaultKind.Quota, "Empty.")]
    [InlineData(400, """{"error":{"type":"of_tomorrow","message":"New."}}""", FaultKind.InvalidRequest, "New.")]
    [InlineData(502, """{"error":"words"}""", FaultKind.Upstream, "words")]
    [InlineData(200, "{}", FaultKind.MalformedReply, "The provider's answer is not one of its API.")]
    public void Error_reply_is_read_whatever_its_shape(int status, string body, FaultKind kind, string message)
    {
        var reply = new WireReply(status, WireHeaders.None, Encoding.UTF8.GetBytes(body));
        var fault = Codec.ReadFault(reply);
        Assert.Equal((kind, message), (fault.Kind, fault.Message));
        Assert.True(status != 200 || Codec.IsFault(reply));
    }

    [Theory]
    [InlineData("""{"choices":null}""", "choices")]
    [InlineData("""{"choices":[{"content":[{"type":"text","text":7}]}]}""", "choices[0].content[0].text")]
    public void Reply_that_cannot_be_read_names_the_place(string body, string place) =>
        Assert.Equal(place, Assert.Throws<WireFormatException>(() => Codec.ReadReply(CodecProof.Reply(body), WireProfile.Default)).Place);
}
