using Parley.TestKit;

namespace Parley.Dialects.Tests.Bedrock;

/// <summary>Whatever a client of the dialect says reaches an upstream of the dialect as it was said.</summary>
public sealed class RequestIdentityTests
{
    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":[{"text":"Hi"}]}]}""")]
    [InlineData("""{"system":[],"inferenceConfig":{},"toolConfig":{},"messages":[]}""")]
    [InlineData("""{"system":[{"text":"a"},{"cachePoint":{"type":"default","ttl":"1h"}},{"guardContent":{"text":{"text":"b","qualifiers":["query"]}}}],"messages":[]}""")]
    [InlineData("""{"inferenceConfig":{"maxTokens":5,"temperature":0.5,"topP":1,"stopSequences":["\n"," "],"topK":9},"messages":[{"role":"user","content":[]},{"role":"user","content":[{"text":""}],"x":1}]}""")]
    [InlineData("""{"inferenceConfig":{"stopSequences":[]},"toolConfig":{"tools":[],"x":1},"outputConfig":{"effort":"low"},"messages":[]}""")]
    [InlineData("""{"guardrailConfig":{"guardrailIdentifier":"g","guardrailVersion":"1","trace":"enabled"},"performanceConfig":{"latency":"optimized"},"requestMetadata":{"a":"b"},"promptVariables":{"v":{"text":"t"}},"additionalModelResponseFieldPaths":["/stop_sequence"],"serviceTier":{"type":"flex"},"messages":[]}""")]
    [InlineData("""{"additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":2000},"top_k":5,"anthropic_beta":["x"]},"messages":[]}""")]
    [InlineData("""{"additionalModelRequestFields":{"reasoning_config":"high","inferenceConfig":{"topK":10}},"messages":[]}""")]
    [InlineData("""{"outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{"name":"n","schema":"{\"type\": \"object\"}","description":"d"}}}},"messages":[]}""")]
    [InlineData("""{"outputConfig":{"textFormat":{"type":"poem"}},"messages":[]}""")]
    public void Request_of_the_dialect_is_written_as_it_was_read(string body) => CodecProof.RequestIdentity(Converse.Codec, Converse.Request(body));

    [Theory]
    [InlineData("""{"image":{"format":"png","source":{"bytes":"AAAA"}}}""")]
    [InlineData("""{"image":{"format":"avif","source":{"s3Location":{"uri":"s3://b/k","bucketOwner":"1"}}}}""")]
    [InlineData("""{"document":{"format":"md","name":"A b","source":{"text":"# a"},"context":"c","citations":{"enabled":true}}}""")]
    [InlineData("""{"document":{"name":"n","source":{"content":[{"text":"a"},{"text":"b"}]},"citations":{"enabled":false}}}""")]
    [InlineData("""{"video":{"format":"three_gp","source":{"bytes":"AAAA"}}}""")]
    [InlineData("""{"audio":{"format":"wav","source":{"bytes":"AAAA"}}}""")]
    [InlineData("""{"image":{"format":"png","source":{"orbit":7}}}""")]
    [InlineData("""{"guardContent":{"image":{"format":"png","source":{"bytes":"AAAA"}}}}""")]
    [InlineData("""{"searchResult":{"source":"s","title":"t","content":[{"text":"x"}]}}""")]
    [InlineData("""{"toolResult":{"toolUseId":"a","content":[]}}""")]
    [InlineData("""{"toolResult":{"toolUseId":"a","content":[{"json":{"b":[1.50]}}],"status":"success"}}""")]
    [InlineData("""{"toolResult":{"toolUseId":"a","content":[{"text":""},{"json":[1]},{"image":{"format":"gif","source":{"bytes":"R0lG"}}},{"document":{"format":"pdf","name":"d","source":{"bytes":"JVBE"}}},{"searchResult":{"source":"s"}}],"status":"error"}}""")]
    public void Block_of_a_user_is_written_as_it_was_read(string block) =>
        CodecProof.RequestIdentity(Converse.Codec, Converse.Request($$$"""{"messages":[{"role":"user","content":[{{{block}}},{"cachePoint":{"type":"default"}},{"text":"x"},{"cachePoint":{"type":"other"}}]}]}"""));

    [Theory]
    [InlineData("""{"reasoningContent":{"reasoningText":{"text":"hm","signature":"c2ln"}}}""")]
    [InlineData("""{"reasoningContent":{"reasoningText":{"text":"unsigned"}}}""")]
    [InlineData("""{"reasoningContent":{"redactedContent":"ZGF0YQ=="}}""")]
    [InlineData("""{"toolUse":{"toolUseId":"a.b c","name":"f","input":{"a":[1,2.50,{"b":null}]},"type":"tool_use"}}""")]
    [InlineData("""{"toolUse":{"toolUseId":"a","name":"nova_grounding","type":"server_tool_use","input":{"q":1}}}""")]
    [InlineData("""{"toolResult":{"toolUseId":"a","type":"nova_grounding_result","content":[{"text":"[HIDDEN]"}]}}""")]
    [InlineData("""{"citationsContent":{"content":[{"text":"a"},{"text":"b"}],"citations":[{"title":"t","location":{"web":{"url":"https://x","domain":"x"}}}]}}""")]
    [InlineData("""{"citationsContent":{"content":[{"text":"a"}],"citations":[]}}""")]
    public void Block_of_the_model_is_written_as_it_was_read(string block) =>
        CodecProof.RequestIdentity(Converse.Codec, Converse.Request($$"""{"messages":[{"role":"assistant","content":[{{block}},{"text":"x"}]}]}"""));

    [Fact]
    public void Tool_results_and_text_of_one_message_stay_one_message() => CodecProof.RequestIdentity(Converse.Codec, Converse.Request("""
        {"messages":[{"role":"user","content":[{"toolResult":{"toolUseId":"a","content":[{"text":"1"}]}},{"cachePoint":{"type":"default"}},{"toolResult":{"toolUseId":"b","content":[]}},{"text":"go on"}]},{"role":"user","content":[{"text":"and on"}]}]}
        """));

    [Theory]
    [InlineData("""{"toolSpec":{"name":"f","description":"","inputSchema":{"json":{"type":"object","oneOf":[]}},"strict":true}},{"cachePoint":{"type":"default"}}""", """{"auto":{}}""")]
    [InlineData("""{"systemTool":{"name":"nova_grounding"}}""", """{"any":{}}""")]
    [InlineData("""{"toolSpec":{"name":"f"}},{"cachePoint":{"type":"default","ttl":"5m"}},{"cachePoint":{"type":"default"}}""", """{"tool":{"name":"f"}}""")]
    [InlineData("""{"toolSpec":{"name":"f","inputSchema":{"json":{}}}}""", """{"some":{}}""")]
    public void Tools_are_written_as_they_were_read(string tools, string choice) =>
        CodecProof.RequestIdentity(Converse.Codec, Converse.Request($$"""{"toolConfig":{"tools":[{{tools}}],"toolChoice":{{choice}}},"messages":[]}"""));

    [Theory]
    [InlineData("/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse", "anthropic.claude-3-haiku-20240307-v1:0", false)]
    [InlineData("/model/anthropic.claude-3-haiku-20240307-v1:0/converse-stream", "anthropic.claude-3-haiku-20240307-v1:0", true)]
    [InlineData("/model/arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc/converse", "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc", false)]
    public void Path_says_the_model_and_whether_to_stream(string path, string model, bool stream)
    {
        var request = Converse.Codec.ReadRequest(Converse.Request("""{"messages":[]}""", path));
        Assert.Equal((model, stream), (request.Model, request.Stream));
        Assert.Equal($"model/{Uri.EscapeDataString(model)}/converse{(stream ? "-stream" : "")}", Converse.Write(request).Path);
    }
}
