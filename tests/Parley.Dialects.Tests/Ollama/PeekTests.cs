using System.Buffers;
using System.Text;
using Parley.Dialects.Wire;
using static Parley.Dialects.Tests.Ollama.OllamaWire;

namespace Parley.Dialects.Tests.Ollama;

public sealed class PeekTests
{
    private static RequestHead Peek(string body) => Chat.Peek(Request(body));

    [Fact]
    public void Model_stream_and_limit_are_read()
    {
        var head = Peek("""{"model":"qwen3:4b","messages":[{"role":"user","content":"hi"}],"stream":false,"options":{"num_predict":64}}""");
        Assert.Equal(("qwen3:4b", false, 64, RequestNeeds.None), (head.Model, head.Stream, head.MaxTokens, head.Needs));
    }

    [Theory]
    [InlineData("""{"model":"m"}""")]
    [InlineData("""{"model":"m","stream":null}""")]
    [InlineData("""{"model":"m","stream":true}""")]
    public void Stream_is_on_unless_it_is_switched_off(string body)
    {
        Assert.True(Peek(body).Stream);
        Assert.Equal(RequestNeeds.Streaming, Peek(body).Needs);
    }

    [Theory]
    [InlineData(""" "tools":[{"type":"function"}] """, RequestNeeds.Tools)]
    [InlineData(""" "tools":[ ] """, RequestNeeds.None)]
    [InlineData(""" "format":{"type":"object"} """, RequestNeeds.JsonSchema)]
    [InlineData(""" "format":"json" """, RequestNeeds.None)]
    [InlineData(""" "think":true """, RequestNeeds.Reasoning)]
    [InlineData(""" "think":"high" """, RequestNeeds.Reasoning)]
    [InlineData(""" "think":false """, RequestNeeds.None)]
    [InlineData(""" "images":["aGk="] """, RequestNeeds.Vision)]
    [InlineData(""" "images":[] """, RequestNeeds.None)]
    [InlineData(""" "messages":[{"role":"user","content":"x","images":["aGk="]}] """, RequestNeeds.Vision)]
    [InlineData(""" "messages":[{"role":"user","content":"\"images\":[\"a\"]","images":[]}] """, RequestNeeds.None)]
    [InlineData(""" "messages":[{"role":"assistant","tool_calls":[{"function":{"arguments":{"images":["a"]}}}]}] """, RequestNeeds.None)]
    public void Needs_follow_from_the_members(string member, RequestNeeds needs) => Assert.Equal(needs, Peek($$"""{"model":"m","stream":false,{{member}}}""").Needs);

    [Fact]
    public void The_estimate_counts_bytes_and_images_apart()
    {
        var text = Peek($$"""{"model":"m","messages":[{"role":"user","content":"{{new string('x', 4000)}}"}]}""").EstimatedInputTokens;
        Assert.InRange(text, 1000, 1020);
        var image = Peek($$"""{"model":"m","messages":[{"role":"user","content":"hi","images":["{{new string('A', 400_000)}}"]}]}""").EstimatedInputTokens;
        Assert.InRange(image, 1001, 1040);
        Assert.InRange(Generate.Peek(Request($$"""{"model":"m","prompt":"{{new string('x', 400)}}","system":"{{new string('y', 400)}}"}""")).EstimatedInputTokens, 200, 202);
    }

    [Theory]
    [InlineData("""{"model":"a","model":"b"}""", "model")]
    [InlineData("""{"model":"a","mod\u0065l":"b"}""", "model")]
    [InlineData("""{"model":"a","stream":false,"stream":true}""", "stream")]
    [InlineData("""{"model":"a","messages":[],"messages":[]}""", "messages")]
    [InlineData("""{"model":"a","options":{"num_predict":1,"num_predict":9}}""", "options.num_predict")]
    public void A_member_that_occurs_twice_is_refused(string body, string place) => Assert.Equal(place, Assert.Throws<WireFormatException>(() => Peek(body)).Place);

    [Theory]
    [InlineData("""{"model":5}""", "model")]
    [InlineData("""{"model":["m"]}""", "model")]
    [InlineData("""{"model":"m","stream":1}""", "stream")]
    [InlineData("""{"model":"m","messages":"hi"}""", "messages")]
    [InlineData("""{"model":"m","options":[1]}""", "options")]
    public void A_wrong_type_names_the_member(string body, string place) => Assert.Equal(place, Assert.Throws<WireFormatException>(() => Peek(body)).Place);

    [Fact]
    public void Broken_json_names_line_and_byte() => Assert.Equal("line 2, byte 10", Assert.Throws<WireFormatException>(() => Peek("{\n\"model\": x}")).Place);

    [Fact]
    public void A_name_with_a_lone_surrogate_is_passed_over() => Assert.Equal("m", Peek("""{"\ud800":1,"options":{"\ud800":1},"model":"m"}""").Model);

    [Theory]
    [InlineData("""{ "messages":[], "model" : "a:b\u0041" , "options":{"num_ctx":1} }""", """{ "messages":[], "model" : "tar\"get" , "options":{"num_ctx":1} }""")]
    [InlineData("""{"messages":[]}""", """{"model":"tar\"get","messages":[]}""")]
    [InlineData("""{ }""", """{"model":"tar\"get" }""")]
    public void Retarget_changes_the_model_and_nothing_else(string body, string expected)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new WireRequestWriter(output);
        var request = Request(body);
        Chat.Retarget(request, Chat.Peek(request), new Retarget("tar\"get", AskUsage: true), writer);
        Assert.Equal(expected, Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Equal("api/chat", writer.Path);
    }
}
