using System.Buffers;
using System.Text;
using Parley.Dialects.Wire;
using static Parley.Dialects.Tests.Cohere.CohereWire;

namespace Parley.Dialects.Tests.Cohere;

public sealed class PeekTests
{
    [Fact]
    public void Head_says_what_routing_needs()
    {
        var head = Codec.Peek(Request("""
            {"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x/y"}}]}],"tools":[{"type":"function","function":{"name":"f"}}],"max_tokens":7,"stream":true,"model":"m",
            "response_format":{"type":"json_object","json_schema":{}},"thinking":{"type":"enabled"}}
            """));
        Assert.Equal(("m", true, 7), (head.Model, head.Stream, head.MaxTokens));
        Assert.Equal(RequestNeeds.Tools | RequestNeeds.Vision | RequestNeeds.JsonSchema | RequestNeeds.Reasoning | RequestNeeds.Streaming, head.Needs);
    }

    [Fact]
    public void Plain_request_needs_nothing() =>
        Assert.Equal(RequestNeeds.None, Codec.Peek(Request("""{"model":"m","messages":[],"tools":[],"stream":false,"response_format":{"type":"json_object"},"thinking":{"type":"disabled"},"documents":["a"]}""")).Needs);

    [Fact]
    public void Prompt_is_estimated_without_the_bytes_of_images()
    {
        var image = new string('A', 40_000);
        var head = Codec.Peek(Request($$$"""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{image}}}"}}]}],"documents":["{{{new string('b', 400)}}}"]}"""));
        Assert.InRange(head.EstimatedInputTokens, 1_100, 1_200);
    }

    [Theory]
    [InlineData("""{"model":"a","model":"b"}""")]
    [InlineData("""{"stream":true,"str\u0065am":false}""")]
    [InlineData("""{"messages":[],"messages":[]}""")]
    [InlineData("""{"model":5}""")]
    [InlineData("""{"stream":"yes"}""")]
    [InlineData("""{"max_tokens":1.5}""")]
    [InlineData("""{"model":"a" """)]
    [InlineData("[]")]
    public void What_could_be_read_in_two_ways_is_refused(string body) => Assert.Throws<WireFormatException>(() => Codec.Peek(Request(body)));

    [Theory]
    [InlineData("""{ "model" : "a", "messages": [] }""", """{ "model" : "x \"y\"", "messages": [] }""")]
    [InlineData("""{"messages":[]}""", """{"model":"x \"y\"","messages":[]}""")]
    public void Retarget_changes_the_model_and_nothing_else(string body, string expected)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new WireRequestWriter(output);
        Codec.Retarget(Request(body), Codec.Peek(Request(body)), new Retarget("x \"y\"", AskUsage: true), writer);
        Assert.Equal((expected, "chat"), (Encoding.UTF8.GetString(output.WrittenSpan), writer.Path));
    }
}
