using System.Buffers;
using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.OpenAIResponses;

public sealed class HeadAndTapTests
{
    private const string Text = """{"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"content_index":0,"delta":"say \"response\" and \"error\""}""";
    private static readonly string Completed = Responses.Event("response.completed", Responses.Reply(""));

    [Fact]
    public void Head_says_what_routing_needs()
    {
        var head = Responses.Codec.Peek(Responses.Request("""
            {"model":"m","stream":true,"max_output_tokens":9,"tools":[{"type":"web_search"}],"text":{"format":{"type":"json_schema"}},"reasoning":{"effort":"low"},"input":[{"role":"user","content":[{"type":"input_image","image_url":"data:image/png;base64,AAAA"},{"type":"input_file","file_id":"f"}]}]}
            """));
        Assert.Equal(("m", true, 9), (head.Model, head.Stream, head.MaxTokens));
        Assert.Equal(RequestNeeds.Tools | RequestNeeds.JsonSchema | RequestNeeds.Reasoning | RequestNeeds.Vision | RequestNeeds.Documents | RequestNeeds.Streaming, head.Needs);
    }

    [Theory]
    [InlineData("""{"model":"a","model":"b"}""")]
    [InlineData("""{"previous_response_id":"a","previous_response_id":"b"}""")]
    [InlineData("""{"max_output_tokens":1,"max_output_tokens":2}""")]
    [InlineData("""{"input":5}""")]
    [InlineData("""{"stream":"yes"}""")]
    public void Member_that_occurs_twice_or_has_the_wrong_type_is_refused(string body) => Assert.Throws<WireFormatException>(() => Responses.Codec.Peek(Responses.Request(body)));

    [Fact]
    public void Fast_lane_changes_the_model_and_nothing_else()
    {
        var request = Responses.Request("""{ "input" : "Hi", "model":"a", "stream":true }""");
        var body = new ArrayBufferWriter<byte>();
        var output = new WireRequestWriter(body);
        Responses.Codec.Retarget(request, Responses.Codec.Peek(request), new Retarget("b", AskUsage: true), output);
        Assert.Equal(("responses", """{ "input" : "Hi", "model":"b", "stream":true }"""), (output.Path, Encoding.UTF8.GetString(body.WrittenSpan)));
    }

    [Fact]
    public void Copied_stream_is_held_until_something_is_said_and_at_its_end()
    {
        var tap = Responses.Codec.OpenTap(StreamOptions.None, WireProfile.Default);
        Assert.Equal(
            [TapVerdict.Prelude, TapVerdict.Semantic, TapVerdict.Semantic, TapVerdict.End, TapVerdict.Drop],
            Observe(tap, Responses.Stream(Responses.Created, Text, Text, Completed) + "data: [DONE]\n\n"));
        Assert.Equal((7, 2, 5), (tap.Usage.Input.Tokens, tap.Usage.CacheRead.Tokens, tap.Usage.Output.Tokens));
        Assert.True(tap.IsComplete);
    }

    [Fact]
    public void Text_alone_is_not_complete()
    {
        var tap = Responses.Codec.OpenTap(StreamOptions.None, WireProfile.Default);
        Observe(tap, Responses.Stream(Responses.Created, Text));
        Assert.False(tap.IsComplete);
    }

    [Theory]
    [InlineData("event: error\ndata: {\"type\":\"error\",\"message\":\"x\"}\n\n")]
    [InlineData("data: {\"type\":\"response.failed\",\"response\":{\"error\":{\"message\":\"x\"}}}\n\n")]
    [InlineData("data: <html>\n\n")]
    public void Error_is_seen_before_and_after_the_first_text(string frame)
    {
        foreach (var before in new[] { "", Responses.Stream(Responses.Created, Text) })
        {
            var tap = Responses.Codec.OpenTap(StreamOptions.None, WireProfile.Default);
            Assert.Equal(TapVerdict.Fault, Observe(tap, before + frame)[^1]);
            Assert.NotNull(tap.Fault);
            Assert.False(tap.IsComplete);
        }
    }

    [Theory]
    [InlineData(401, """{"error":{"message":"Wrong key","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}""", FaultKind.Authentication, "Wrong key")]
    [InlineData(400, """{"error":{"message":"No such model","type":"invalid_request_error","param":"model","code":"model_not_found"}}""", FaultKind.NotFound, "No such model")]
    [InlineData(400, """{"code":"invalid-argument","error":"Incorrect API key provided."}""", FaultKind.Authentication, "Incorrect API key provided.")]
    [InlineData(401, """{"detail":"Sign in again."}""", FaultKind.Authentication, "Sign in again.")]
    [InlineData(502, "<html>", FaultKind.Upstream, "The provider answered with status 502 and no readable error.")]
    public void Error_reply_is_read_and_written_in_the_envelope(int status, string body, FaultKind kind, string message)
    {
        var fault = Responses.Codec.ReadFault(new WireReply(status, WireHeaders.None, Encoding.UTF8.GetBytes(body)));
        Assert.Equal((kind, status, message), (fault.Kind, fault.Status, fault.Message));
        var written = new ArrayBufferWriter<byte>();
        Responses.Codec.WriteFault(fault with { RequestId = "req_1" }, new WireReplyWriter(written));
        var text = Encoding.UTF8.GetString(written.WrittenSpan);
        Assert.Contains("\"source\":\"provider\",\"request_id\":\"req_1\"", text, StringComparison.Ordinal);
    }

    private static List<TapVerdict> Observe(IStreamTap tap, string stream)
    {
        var verdicts = new List<TapVerdict>();
        using var reader = FrameReaders.Create(StreamFraming.ServerSentEvents);
        Frames.Feed(reader, Encoding.UTF8.GetBytes(stream), Cutting.Whole, frame => verdicts.Add(tap.Observe(frame)));
        return verdicts;
    }
}
