using System.Buffers;
using System.Text;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Bedrock;

public sealed class PeekTests
{
    private const string Body = """
        {"messages":[{"role":"user","content":[{"text":"\"image\":"},{"toolResult":{"toolUseId":"a","content":[{"image":{"format":"png","source":{"bytes":"AAAA"}}}]}},{"document":{}}]}],
         "toolConfig":{"tools":[{"toolSpec":{"name":"image"}}]},"inferenceConfig":{"maxTokens":9.0},"outputConfig":{"textFormat":{}},"additionalModelRequestFields":{"thinking":{"type":"enabled"}}}
        """;

    [Fact]
    public void Glance_sees_what_routing_needs()
    {
        var head = Converse.Codec.Peek(Converse.Request(Body, "/model/a%2Fb/converse-stream"));
        Assert.Equal(("a/b", true, 9), (head.Model, head.Stream, head.MaxTokens));
        Assert.Equal(RequestNeeds.Tools | RequestNeeds.Vision | RequestNeeds.Documents | RequestNeeds.JsonSchema | RequestNeeds.Reasoning | RequestNeeds.Streaming, head.Needs);
    }

    [Theory]
    [InlineData("""{"messages":[],"messages":[]}""", "messages")]
    [InlineData("""{"inferenceConfig":{"maxTokens":"9"}}""", "inferenceConfig.maxTokens")]
    public void What_would_lead_past_the_books_is_refused(string body, string place) => Assert.Equal(place, Assert.Throws<WireFormatException>(() => Converse.Codec.Peek(Converse.Request(body))).Place);

    [Fact]
    public void Another_model_changes_the_path_alone()
    {
        var request = Converse.Request(Body, "/model/a/converse-stream");
        var output = new ArrayBufferWriter<byte>();
        var writer = new WireRequestWriter(output);
        Converse.Codec.Retarget(request, Converse.Codec.Peek(request), new Retarget("b:1/x", AskUsage: true), writer);
        Assert.Equal("model/b%3A1%2Fx/converse-stream", writer.Path);
        Assert.Equal(Body, Encoding.UTF8.GetString(output.WrittenSpan));
    }
}
