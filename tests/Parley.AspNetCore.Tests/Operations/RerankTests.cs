using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Operations;

/// <summary>Documents in order, from backends that have <c>/v1/rerank</c>.</summary>
public sealed class RerankTests
{
    private const string Request = """{"model":"b/m","query":"q","documents":["one",{"text":"two"}],"top_n":1,"return_documents":true,"max_tokens_per_doc":7}""";

    [Fact]
    public async Task Request_and_reply_are_copied()
    {
        await using var behind = await Behind.StartAsync("vllm");
        const string Reply = """{"id":"r","model":"m","usage":{"total_tokens":6},"results":[{"index":1,"document":{"text":"two"},"relevance_score":0.875}]}""";
        behind.Upstream.Then(Script.Json(Reply));

        var (status, body, _) = await behind.AskAsync("v1/rerank", Request);

        Assert.Equal((200, Reply), (status, body));
        Assert.Equal("/v1/rerank", behind.Upstream.Received[0].Target);
        Assert.Equal(Request.Replace("b/m", "m", StringComparison.Ordinal), behind.Upstream.Received[0].Body);
        Assert.Equal(6, (await behind.Gateway.Settled.NextAsync()).Usage.TotalInput);
    }

    [Fact]
    public async Task Voyage_answer_is_read_in_its_own_words_on_the_slow_lane()
    {
        await using var behind = await Behind.StartAsync("voyage", """, "server": { "allow_slow_lane": true }""");
        behind.Upstream.Then(Script.Json("""{"object":"list","data":[{"relevance_score":0.5,"index":0},{"relevance_score":0.25,"index":1}],"model":"rerank-2","usage":{"total_tokens":6}}"""));

        using var response = await behind.Gateway.PostAsync("v1/rerank", """{"model":"b/m","query":"q","documents":["one","two"],"top_k":2}""", ("x-parley-lane", "slow"));
        var reply = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal([0, 1], reply["data"]!.AsArray().Select(static result => result!["index"]!.GetValue<int>()));
        Assert.Equal("""{"model":"m","query":"q","documents":["one","two"],"top_k":2}""", behind.Upstream.Received[0].Body);
        Assert.Equal(6, reply["usage"]!["total_tokens"]!.GetValue<int>());
    }

    [Fact]
    public async Task Backend_that_cannot_rerank_says_so()
    {
        await using var behind = await Behind.StartAsync("openai");

        var (status, body, _) = await behind.AskAsync("v1/rerank", Request);

        Assert.Equal(400, status);
        Assert.Equal("unsupported_operation", JsonNode.Parse(body)!["error"]!["code"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("""{"results":"none"}""")]
    [InlineData("""{"results":[{"index":0}]}""")]
    public async Task Answer_that_is_none_is_the_backends_fault(string reply)
    {
        await using var behind = await Behind.StartAsync("vllm");
        behind.Upstream.Then(Script.Json(reply));

        var (status, body, _) = await behind.AskAsync("v1/rerank", Request);

        Assert.Equal(502, status);
        Assert.Equal("provider", JsonNode.Parse(body)!["error"]!["source"]!.GetValue<string>());
    }
}
