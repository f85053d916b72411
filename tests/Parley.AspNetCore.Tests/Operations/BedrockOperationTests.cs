using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Operations;

/// <summary>What Bedrock can be asked for besides a conversation: token counts, vectors, and features of Claude that are switched on by a header.</summary>
public sealed class BedrockOperationTests
{
    private const string Reply = """{"output":{"message":{"role":"assistant","content":[{"text":"Hello there"}]}},"stopReason":"end_turn","usage":{"inputTokens":7,"outputTokens":2,"totalTokens":9},"metrics":{"latencyMs":5}}""";

    [Theory]
    [InlineData("anthropic.claude-sonnet-4-20250514-v1:0")]
    [InlineData("us.anthropic.claude-sonnet-4-20250514-v1:0")]
    [InlineData("global.anthropic.claude-sonnet-4-20250514-v1:0")]
    public async Task Tokens_are_counted_by_the_model_itself_whatever_its_region(string model)
    {
        await using var behind = await Behind.StartAsync("bedrock");
        behind.Upstream.Then(Script.Json("""{"inputTokens":19}"""));

        var (status, body, said) = await behind.AskAsync(
            "v1/messages/count_tokens", $$"""{"model":"b/{{model}}","system":"Be kind.","messages":[{"role":"user","content":"Hello"}],"tools":[{"name":"f","input_schema":{"type":"object"} }]}""");

        Assert.Equal((200, """{"input_tokens":19}"""), (status, body));
        Assert.False(said.StartsWith("lossy", StringComparison.Ordinal), said);
        var sent = Assert.Single(behind.Upstream.Received);
        Assert.Equal("/model/anthropic.claude-sonnet-4-20250514-v1%3A0/count-tokens", sent.Target);
        var counted = sent.Json["input"]!["converse"]!.AsObject();
        Assert.Equal(["messages", "system", "toolConfig"], counted.Select(static member => member.Key).Order(StringComparer.Ordinal));
        Assert.Equal("Hello", counted["messages"]![0]!["content"]![0]!["text"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("amazon.nova-pro-v1:0")]
    [InlineData("anthropic.claude-3-haiku-20240307-v1:0")]
    [InlineData("arn:aws:bedrock:us-east-1:1:application-inference-profile/x")]
    public async Task Model_that_the_service_does_not_count_for_is_estimated(string model)
    {
        await using var behind = await Behind.StartAsync("bedrock");

        var (status, body, said) = await behind.AskAsync("v1/messages/count_tokens", $$"""{"model":"b/{{model}}","messages":[{"role":"user","content":"Hello"}]}""");

        Assert.Equal(200, status);
        Assert.InRange(JsonNode.Parse(body)!["input_tokens"]!.GetValue<int>(), 1, 30);
        Assert.Empty(behind.Upstream.Received);
        Assert.StartsWith("adapted", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Titan_is_asked_for_each_vector_alone()
    {
        await using var behind = await Behind.StartAsync("bedrock");
        behind.Upstream.Otherwise = static request => Script.Json(request.Body.Contains("one", StringComparison.Ordinal)
            ? """{"embedding":[0.5,0.25],"embeddingsByType":{"float":[0.5,0.25]},"inputTextTokenCount":3}"""
            : """{"embedding":[0.125,1],"inputTextTokenCount":4}""");

        var (status, body, said) = await behind.AskAsync("v1/embeddings", """{"model":"b/amazon.titan-embed-text-v2:0","input":["one","two"],"dimensions":512}""");

        Assert.Equal(200, status);
        Assert.Equal(["[0.5,0.25]", "[0.125,1]"], JsonNode.Parse(body)!["data"]!.AsArray().Select(static vector => vector!["embedding"]!.ToJsonString()));
        Assert.Equal(7, JsonNode.Parse(body)!["usage"]!["total_tokens"]!.GetValue<int>());
        Assert.Equal(["""{"inputText":"one","dimensions":512}""", """{"inputText":"two","dimensions":512}"""], behind.Upstream.Received.Select(static request => request.Body).Order(StringComparer.Ordinal));
        Assert.Equal("/model/amazon.titan-embed-text-v2%3A0/invoke", behind.Upstream.Received[0].Target);
        Assert.False(said.StartsWith("lossy", StringComparison.Ordinal), said);
    }

    [Theory]
    [InlineData("""{"id":"e","embeddings":[[0.5],[0.25]],"response_type":"embeddings_floats","texts":["one","two"]}""")]
    [InlineData("""{"id":"e","embeddings":{"float":[[0.5],[0.25]]},"response_type":"embeddings_by_type"}""")]
    public async Task Coheres_models_are_asked_in_their_own_form(string reply)
    {
        await using var behind = await Behind.StartAsync("bedrock");
        behind.Upstream.Then(Script.Json(reply, 200, ("x-amzn-bedrock-input-token-count", "6")));

        var (status, body, _) = await behind.AskAsync("v2/embed", """{"model":"b/cohere.embed-v4:0","texts":["one","two"],"input_type":"search_query","truncate":"END","output_dimension":256,"embedding_types":["float"]}""");

        Assert.Equal(200, status);
        Assert.Equal("[[0.5],[0.25]]", JsonNode.Parse(body)!["embeddings"]!["float"]!.ToJsonString());
        var sent = Assert.Single(behind.Upstream.Received);
        Assert.Equal(("/model/cohere.embed-v4%3A0/invoke", """{"texts":["one","two"],"input_type":"search_query","truncate":"END","output_dimension":256}"""), (sent.Target, sent.Body));
        Assert.Equal(6, (await behind.Gateway.Settled.NextAsync()).Usage.TotalInput);
    }

    [Fact]
    public async Task Base64_is_made_of_the_floats_that_a_model_gives()
    {
        await using var behind = await Behind.StartAsync("bedrock");
        behind.Upstream.Then(Script.Json("""{"embedding":[1],"inputTextTokenCount":3}"""));

        var (_, body, _) = await behind.AskAsync("v1/embeddings", """{"model":"b/amazon.titan-embed-text-v1","input":"one","encoding_format":"base64"}""");

        Assert.Equal("AACAPw==", JsonNode.Parse(body)!["data"]![0]!["embedding"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"embeddings":{"int8":[[1]]}}""")]
    [InlineData("""{"embedding":["a"]}""")]
    public async Task Answer_without_vectors_is_the_backends_fault(string reply)
    {
        await using var behind = await Behind.StartAsync("bedrock");
        behind.Upstream.Then(Script.Json(reply));

        var (status, body, _) = await behind.AskAsync("v1/embeddings", """{"model":"b/amazon.titan-embed-text-v2:0","input":"one"}""");

        Assert.Equal((502, "provider"), (status, JsonNode.Parse(body)!["error"]!["source"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Refusal_of_the_service_is_told_with_its_kind()
    {
        await using var behind = await Behind.StartAsync("bedrock");
        behind.Upstream.Then(Script.Json("""{"message":"Malformed input request."}""", 400, ("x-amzn-errortype", "ValidationException")));

        var (status, body, _) = await behind.AskAsync("v1/embeddings", """{"model":"b/amazon.titan-embed-text-v2:0","input":"one"}""");

        Assert.Equal((400, "Malformed input request."), (status, JsonNode.Parse(body)!["error"]!["message"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "context-1m-2025-08-07,files-api-2025-04-14,advanced-tool-use-2025-11-20", """{"anthropic_beta":["context-1m-2025-08-07","tool-search-tool-2025-10-19"]}""", true)]
    [InlineData("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "interleaved-thinking-2025-05-14", """{"anthropic_beta":["interleaved-thinking-2025-05-14"]}""", false)]
    [InlineData("amazon.nova-pro-v1:0", "context-1m-2025-08-07", null, true)]
    public async Task Features_of_Claude_pass_as_far_as_the_host_takes_them(string model, string betas, string? sent, bool isToldOf)
    {
        await using var behind = await Behind.StartAsync("bedrock");
        behind.Upstream.Then(Script.Json(Reply));

        using var response = await behind.Gateway.PostAsync("v1/messages", $$"""{"model":"b/{{model}}","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}""", ("anthropic-beta", betas));

        Assert.True(response.IsSuccessStatusCode);
        Assert.Equal(sent, Assert.Single(behind.Upstream.Received).Json["additionalModelRequestFields"]?.ToJsonString());
        Assert.Equal(isToldOf, string.Join(' ', response.Headers.GetValues("x-parley-conversion-details")).Contains("anthropic-beta", StringComparison.Ordinal));
    }
}
