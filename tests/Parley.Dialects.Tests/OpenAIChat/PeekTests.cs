using System.Buffers;
using System.Text;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.OpenAIChat;

public sealed class PeekTests
{
    [Fact]
    public void Head_says_what_routing_needs()
    {
        const string Body = """{"messages":[{"role":"user","content":"0123456789"}], "model":"a\/b", "stream":true,"max_tokens":9,"stream_options":{"include_usage":true},"tools":[{}],"response_format":{"type":"json_schema"},"reasoning_effort":"low"}""";
        var head = Peek(Body);
        Assert.Equal(("a/b", true, 9, true), (head.Model, head.Stream, head.MaxTokens, head.StreamOptions.IncludeUsage));
        Assert.Equal(RequestNeeds.Tools | RequestNeeds.JsonSchema | RequestNeeds.Reasoning | RequestNeeds.Streaming, head.Needs);
        Assert.Equal("\"a\\/b\"", Body[head.ModelValue]);
        Assert.Equal("""{"include_usage":true}""", Body[head.StreamOptionsValue]);
    }

    [Theory]
    [InlineData("""{"type":"image_url","image_url":{"url":"x"}}""", RequestNeeds.Vision)]
    [InlineData("""{"type":"video_url","video_url":{"url":"x"}}""", RequestNeeds.Vision)]
    [InlineData("""{"type":"input_audio","input_audio":{}}""", RequestNeeds.Audio)]
    [InlineData("""{"type":"file","file":{}}""", RequestNeeds.Documents)]
    [InlineData("""{"type":"text","text":"\"image_url\""}""", RequestNeeds.None)]
    public void Media_are_needs(string part, RequestNeeds needs) => Assert.Equal(needs, Peek($$"""{"model":"m","messages":[{"role":"user","content":[{{part}}]}]}""").Needs);

    [Theory]
    [InlineData("""{"model":"m","messages":[],"tools":[ ],"stream":false,"reasoning_effort":"none"}""")]
    [InlineData("""{"model":"m","messages":[],"tools":null,"stream":null,"max_tokens":null,"stream_options":null}""")]
    public void Empty_members_are_no_needs(string body) => Assert.Equal(RequestNeeds.None, Peek(body).Needs);

    [Theory]
    [InlineData("""{"model":"a","messages":[],"model":"b"}""", "model")]
    [InlineData("""{"model":"a","messages":[],"\u006dodel":"b"}""", "model")]
    [InlineData("""{"model":"a","stream":true,"messages":[],"stream":false}""", "stream")]
    [InlineData("""{"model":"a","messages":[],"messages":[]}""", "messages")]
    [InlineData("""{"model":"a","messages":[],"max_tokens":1,"max_tokens":2}""", "max_tokens")]
    [InlineData("""{"model":5,"messages":[]}""", "model")]
    [InlineData("""{"model":"a","messages":"x"}""", "messages")]
    [InlineData("""{"model":"a","stream":"yes"}""", "stream")]
    [InlineData("""{"model":"a","max_tokens":1.5}""", "max_tokens")]
    [InlineData("""{"model":"a","max_tokens":1e400}""", "max_tokens")]
    [InlineData("""{"model":"a","stream_options":[]}""", "stream_options")]
    [InlineData("""{"model":"a"}""", "messages")]
    [InlineData("""{"model":"a","messages":null}""", "messages")]
    public void Doubled_mistyped_or_missing_member_is_named(string body, string place) => Assert.Equal(place, Assert.Throws<WireFormatException>(() => Peek(body)).Place);

    [Theory]
    [InlineData("{\"model\":\"a\",\n \"messages\":[}", "line 2")]
    [InlineData("", "")]
    [InlineData("[]", "")]
    [InlineData("{\"model\":\"a\"} x", "")]
    public void Broken_json_is_placed(string body, string place) => Assert.StartsWith(place, Assert.Throws<WireFormatException>(() => Peek(body)).Place, StringComparison.Ordinal);

    [Fact]
    public void Estimate_counts_media_flat()
    {
        var image = $$$"""{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{new string('A', 400_000)}}}"}}""";
        Assert.InRange(Peek($$"""{"model":"m","messages":[{"role":"user","content":[{{image}}]}]}""").EstimatedInputTokens, 1000, 1100);
    }

    [Theory]
    [InlineData("""{ "model" : "a" , "messages":[], "stream":true}""", """{ "model" : "b\"c" , "messages":[], "stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"messages":[],"stream":true,"stream_options":{"include_usage":false,"x":1},"model":"a"}""", """{"messages":[],"stream":true,"stream_options":{"include_usage":true,"x":1},"model":"b\"c"}""")]
    [InlineData("""{"model":"a","messages":[],"stream_options":null,"stream":true}""", """{"model":"b\"c","messages":[],"stream_options":{"include_usage":true},"stream":true}""")]
    [InlineData("""{"model":"a","messages":[],"stream_options":{"include_usage":true},"stream":true}""", """{"model":"b\"c","messages":[],"stream_options":{"include_usage":true},"stream":true}""")]
    [InlineData("""{"model":"a","messages":[],"temperature":1.0}""", """{"model":"b\"c","messages":[],"temperature":1.0}""")]
    [InlineData("""{"messages":[]}""", """{"model":"b\"c","messages":[]}""")]
    public void Retarget_changes_the_model_and_asks_for_usage(string body, string expected)
    {
        var request = OpenAI.Request(body);
        var output = new ArrayBufferWriter<byte>();
        var writer = new WireRequestWriter(output);
        OpenAI.Codec.Retarget(request, OpenAI.Codec.Peek(request), new Retarget("b\"c", AskUsage: true), writer);
        Assert.Equal(expected, Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Equal("chat/completions", writer.Path);
    }

    private static RequestHead Peek(string body) => OpenAI.Codec.Peek(OpenAI.Request(body));
}
