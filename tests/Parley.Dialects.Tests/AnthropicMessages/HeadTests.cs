using System.Buffers;
using System.Text;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.AnthropicMessages;

public sealed class HeadTests
{
    [Fact]
    public void Head_tells_what_routing_needs()
    {
        var head = Peek("""
            {"messages":[{"role":"user","content":[{"type":"image","source":{}},{"type" : "document"}]}],"max_tokens":9,"model":"a/b","stream":true,
             "tools":[{}],"thinking":{"type":"enabled"},"output_config":{"format":{"type":"json_schema"}}}
            """);
        Assert.Equal("a/b", head.Model);
        Assert.True(head.Stream);
        Assert.Equal(9, head.MaxTokens);
        Assert.Equal(RequestNeeds.Streaming | RequestNeeds.Vision | RequestNeeds.Documents | RequestNeeds.Tools | RequestNeeds.Reasoning | RequestNeeds.JsonSchema, head.Needs);
    }

    [Fact]
    public void Head_of_a_plain_request_needs_nothing()
    {
        var head = Peek("""{"model":"m","messages":[{"role":"user","content":"show the \"type\":\"image\" of an \"image\""}],"tools":[ ],"stream":false,"thinking":{"type":"disabled"},"output_config":{"effort":"low"}}""");
        Assert.Equal(RequestNeeds.None, head.Needs);
        Assert.True(head.EstimatedInputTokens > 0);
    }

    [Theory]
    [InlineData("""[{"type":"thinking","thinking":"a","signature":"c2ln"},{"type":"thinking","thinking":"b","signature" : ""}]""", true)]
    [InlineData("""[{"type":"thinking","thinking":"a","signature":"c2ln"}]""", false)]
    [InlineData("""[{"type":"text","text":"a member \"signature\":\"\" in words"}]""", false)]
    public void Thought_that_nobody_signed_needs_translation(string content, bool needed) =>
        Assert.Equal(needed, Peek($$"""{"model":"m","messages":[{"role":"assistant","content":{{content}}}]}""").NeedsTranslation);

    [Fact]
    public void Estimate_counts_media_flat()
    {
        var data = new string('A', 400_000);
        var head = Peek($$"""{"model":"m","messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{data}}"} }]}]}""");
        Assert.InRange(head.EstimatedInputTokens, 1000, 1100);
    }

    [Theory]
    [InlineData("""{"model":"a","model":"b"}""", "model")]
    [InlineData("""{"model":"a","mod\u0065l":"b"}""", "model")]
    [InlineData("""{"model":"a","stream":true,"stream":false}""", "stream")]
    [InlineData("""{"max_tokens":1,"max_tokens":2}""", "max_tokens")]
    [InlineData("""{"messages":[],"messages":[]}""", "messages")]
    [InlineData("""{"model":7}""", "model")]
    [InlineData("""{"stream":"yes"}""", "stream")]
    [InlineData("""{"max_tokens":1.5}""", "max_tokens")]
    [InlineData("""{"tools":{}}""", "tools")]
    public void Doubled_or_wrong_member_is_named(string body, string place) => Assert.Equal(place, Assert.Throws<WireFormatException>(() => Peek(body)).Place);

    [Theory]
    [InlineData("""{"model":"a",}""")]
    [InlineData("""{"model":"a"}{""")]
    [InlineData("""[]""")]
    public void Broken_body_is_refused(string body) => Assert.Throws<WireFormatException>(() => Peek(body));

    [Theory]
    [InlineData("""{ "model" : "a" , "messages":[ ], "x":[1.0, 2e5] }""", """{ "model" : "new \"name\"" , "messages":[ ], "x":[1.0, 2e5] }""")]
    [InlineData("""{"messages":[],"model":null}""", """{"messages":[],"model":"new \"name\""}""")]
    [InlineData("""{"messages":[]}""", """{"model":"new \"name\"","messages":[]}""")]
    public void Retarget_changes_the_model_and_no_other_byte(string body, string expected)
    {
        var request = Room.Request(body, new KeyValuePair<string, string>("anthropic-beta", "b"));
        var output = new ArrayBufferWriter<byte>();
        var writer = new WireRequestWriter(output);
        Room.Codec.Retarget(request, Room.Codec.Peek(request), new Retarget("new \"name\"", AskUsage: true), writer);
        Assert.Equal(expected, Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Equal("messages", writer.Path);
        Assert.Equal([new("anthropic-version", "2023-06-01"), new("anthropic-beta", "b")], writer.Headers);
    }

    private static RequestHead Peek(string body) => Room.Codec.Peek(Room.Request(body));
}
