using System.Buffers;
using System.Text;
using Parley.Dialects.Wire;
using static Parley.Dialects.Tests.Plain.PlainWire;

namespace Parley.Dialects.Tests.Plain;

public sealed class HeadTests
{
    [Fact]
    public void Head_tells_model_stream_and_needs()
    {
        var head = Codec.Peek(Request("""
            {"model":"m","stream":true,"max_tokens":5,"stream_options":{"include_usage":true},"reasoning":{"effort":"low"},"tools":[{"name":"f"}],"response_format":{"type":"json_schema","schema":{}},
             "messages":[{"role":"user","content":[{"type":"image","url":"https://a"}]},{"role":"tool","content":[{"type":"tool_result","tool_call_id":"c","content":[{"type":"document","text":"t"}]}]}]}
            """));
        Assert.Equal(("m", true, 5, true), (head.Model, head.Stream, head.MaxTokens, head.StreamOptions.IncludeUsage));
        Assert.Equal(RequestNeeds.Streaming | RequestNeeds.Tools | RequestNeeds.JsonSchema | RequestNeeds.Reasoning | RequestNeeds.Vision | RequestNeeds.Documents, head.Needs);
    }

    [Fact]
    public void Head_tells_how_many_answers_are_wanted_and_how_they_are_to_be_served()
    {
        var head = Codec.Peek(Request("""{"model":"m","n":3,"service_tier":"flex","messages":[{"role":"user","content":"a"}]}"""));
        Assert.Equal((3, Parley.Dialects.Conversation.ServiceTier.Flex), (head.Choices, head.ServiceTier));
    }

    [Fact]
    public void Word_in_a_text_is_no_need() =>
        Assert.Equal(RequestNeeds.None, Codec.Peek(Request("""{"model":"m","messages":[{"role":"user","content":"image"}],"reasoning":{"effort":"none"},"tools":[]}""")).Needs);

    [Fact]
    public void Base64_counts_as_one_medium_and_not_by_its_length()
    {
        var body = $$"""{"model":"m","messages":[{"role":"user","content":[{"type":"image","base64":"{{new string('A', 400_000)}}"}]}]}""";
        Assert.InRange(Codec.Peek(Request(body)).EstimatedInputTokens, 1000, 1100);
    }

    [Theory]
    [InlineData("""{"model":"m","messages":[],"model":"n"}""", "model")]
    [InlineData("""{"model":"m","messages":[],"messages":[]}""", "messages")]
    [InlineData("""{"model":7,"messages":[]}""", "model")]
    [InlineData("""{"model":"m","messages":{}}""", "messages")]
    [InlineData("""{"model":"m"}""", "messages")]
    [InlineData("""{"model":"m","messages":null}""", "messages")]
    [InlineData("""{"model":"m","messages":[],"stream":"yes"}""", "stream")]
    [InlineData("""{"model":"m","messages":[],"max_tokens":1.5}""", "max_tokens")]
    public void Head_that_cannot_be_read_names_the_member(string body, string place) =>
        Assert.Equal(place, Assert.Throws<WireFormatException>(() => Codec.Peek(Request(body))).Place);

    [Fact]
    public void Retargeted_request_differs_in_its_model_alone()
    {
        var request = Request("""{ "messages": [], "model": "m" , "x": 1 }""");
        var output = new WireRequestWriter(new ArrayBufferWriter<byte>());
        Codec.Retarget(request, Codec.Peek(request), new Retarget("other", AskUsage: true), output);
        Assert.Equal("""{ "messages": [], "model": "other" , "x": 1 }""", Encoding.UTF8.GetString(((ArrayBufferWriter<byte>)output.Body).WrittenSpan));
        Assert.Equal("conversation", output.Path);
    }
}
