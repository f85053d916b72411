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

    [Theory]
    [InlineData("", """{"api_version":{"version":"2"},"billed_units":{"search_units":1},"warnings":["w"]}""")]
    [InlineData(""" "usage":{"total_tokens":6}, """, """{"api_version":{"version":"2"},"billed_units":{"search_units":1,"input_tokens":6},"warnings":["w"]}""")]
    public async Task Meta_that_only_Cohere_has_is_Coheres_from_other_servers_too(string usage, string meta)
    {
        await using var behind = await Behind.StartAsync("vllm");
        behind.Upstream.Then(Script.Json($$$"""{"id":"r",{{{usage}}}"results":[{"index":1,"relevance_score":0.875}],"meta":{"billed_units":{"search_units":1},"warnings":["w"]}}"""));

        using var response = await behind.Gateway.PostAsync("v2/rerank", """{"model":"b/m","query":"q","documents":["one","two"],"top_n":1}""");

        Assert.Equal(meta, JsonNode.Parse(await response.Content.ReadAsStringAsync())!["meta"]!.ToJsonString());
        Assert.Equal("exact", response.Headers.GetValues("x-parley-conversion").Single());
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
    [InlineData("""{"results":[{"relevance_score":1}]}""")]
    [InlineData("""{"results":[{"index":2,"relevance_score":1}]}""")]
    [InlineData("""{"results":[{"index":-1,"relevance_score":1}]}""")]
    [InlineData("""{"results":[{"index":1,"relevance_score":1},{"index":1,"relevance_score":0}]}""")]
    public async Task Answer_that_is_none_is_the_backends_fault_on_either_lane(string reply)
    {
        foreach (var type in (string[])["vllm", "cohere"])
        {
            await using var behind = await Behind.StartAsync(type);
            behind.Upstream.Then(Script.Json(reply));

            var (status, body, _) = await behind.AskAsync("v1/rerank", Request);

            Assert.Equal(502, status);
            var error = JsonNode.Parse(body)!["error"]!;
            Assert.Equal(("provider", "malformed_upstream_reply"), (error["source"]!.GetValue<string>(), error["code"]!.GetValue<string>()));
        }
    }

    [Theory]
    [InlineData("""{"model":"b/m","documents":["a"]}""", "query")]
    [InlineData("""{"model":"b/m","query":null,"documents":["a"]}""", "query")]
    [InlineData("""{"model":"b/m","query":5,"documents":["a"]}""", "query")]
    [InlineData("""{"model":"b/m","query":"q"}""", "documents")]
    [InlineData("""{"model":"b/m","query":"q","documents":[]}""", "documents")]
    [InlineData("""{"model":"b/m","query":"q","documents":"a"}""", "documents")]
    [InlineData("""{"model":"b/m","query":"q","documents":["a",5]}""", "documents[1]")]
    [InlineData("""{"model":"b/m","query":"q","documents":["a"],"top_n":"3"}""", "top_n")]
    [InlineData("""{"model":"b/m","query":"q","documents":["a"],"top_n":-1}""", "top_n")]
    [InlineData("""{"model":"b/m","query":"q","documents":["a"],"top_n":1.5}""", "top_n")]
    [InlineData("""{"model":"b/m","query":"q","query":"r","documents":["a"]}""", "query")]
    public async Task Bad_request_is_told_with_its_place_on_either_lane(string request, string place)
    {
        foreach (var type in (string[])["vllm", "cohere"])
        {
            await using var behind = await Behind.StartAsync(type);

            var (status, body, _) = await behind.AskAsync("v1/rerank", request);

            Assert.Equal((400, place), (status, JsonNode.Parse(body)!["error"]!["param"]!.GetValue<string>()));
            Assert.Empty(behind.Upstream.Received);
        }
    }

    [Fact]
    public async Task Coheres_own_request_and_reply_are_copied()
    {
        await using var behind = await Behind.StartAsync("cohere");
        const string Reply = """{"id":"r","results":[{"index":1,"relevance_score":0.875}],"meta":{"api_version":{"version":"2"},"billed_units":{"search_units":1}}}""";
        const string Asked = """{"model":"b/m","query":"q","documents":["one","two"],"top_n":1,"max_tokens_per_doc":7}""";
        behind.Upstream.Then(Script.Json(Reply));

        var (status, body, _) = await behind.AskAsync("v2/rerank", Asked);

        Assert.Equal((200, Reply), (status, body));
        Assert.Equal("/v2/rerank", behind.Upstream.Received[0].Target);
        Assert.Equal(Asked.Replace("b/m", "m", StringComparison.Ordinal), behind.Upstream.Received[0].Body);
    }

    [Fact]
    public async Task Others_reach_Cohere_and_get_the_documents_that_it_does_not_repeat()
    {
        await using var behind = await Behind.StartAsync("cohere");
        behind.Upstream.Then(Script.Json("""{"id":"r","results":[{"index":1,"relevance_score":0.875}],"meta":{"billed_units":{"search_units":1}}}"""));

        using var response = await behind.Gateway.PostAsync("v1/rerank", """{"model":"b/m","query":"q","documents":["one",{"text":"two"}],"top_n":1,"return_documents":true}""");
        var body = await response.Content.ReadAsStringAsync();

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("""{"model":"m","query":"q","documents":["one","two"],"top_n":1}""", behind.Upstream.Received[0].Body);
        Assert.Equal("""[{"index":1,"relevance_score":0.875,"document":{"text":"two"}}]""", JsonNode.Parse(body)!["results"]!.ToJsonString());
        Assert.Contains("emulated return_documents", string.Join(' ', response.Headers.GetValues("x-parley-conversion-details")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_that_Cohere_does_not_count_are_estimated_and_said_to_be()
    {
        await using var behind = await Behind.StartAsync("cohere");
        behind.Upstream.Then(Script.Json("""{"id":"r","results":[{"index":1,"relevance_score":0.875}],"meta":{"billed_units":{"search_units":1}}}"""));

        using var response = await behind.Gateway.PostAsync("v1/rerank", """{"model":"b/m","query":"q","documents":["one","two"],"top_n":1}""");

        Assert.InRange(JsonNode.Parse(await response.Content.ReadAsStringAsync())!["usage"]!["prompt_tokens"]!.GetValue<int>(), 1, 30);
        Assert.Equal("adapted", response.Headers.GetValues("x-parley-conversion").Single());
        Assert.Contains("usage", response.Headers.GetValues("x-parley-conversion-details").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cohere_client_reaches_others()
    {
        await using var behind = await Behind.StartAsync("vllm");
        behind.Upstream.Then(Script.Json("""{"id":"r","model":"m","usage":{"total_tokens":6},"results":[{"index":1,"relevance_score":0.875}]}"""));

        var (status, body, _) = await behind.AskAsync("v2/rerank", """{"model":"b/m","query":"q","documents":["one","two"],"top_n":1}""");

        Assert.Equal(200, status);
        Assert.Equal("/v1/rerank", behind.Upstream.Received[0].Target);
        Assert.Equal("""{"id":"r","results":[{"index":1,"relevance_score":0.875}],"meta":{"api_version":{"version":"2"},"billed_units":{"input_tokens":6}}}""", body);
    }

    [Theory]
    [InlineData("top_n", "results", """{"text":"two"}""")]
    [InlineData("top_k", "data", "\"two\"")]
    public async Task Voyages_answer_is_told_in_the_words_of_who_asks(string top, string list, string document)
    {
        await using var behind = await Behind.StartAsync("voyage");
        behind.Upstream.Then(Script.Json("""{"object":"list","data":[{"relevance_score":0.5,"index":1,"document":"two"}],"model":"rerank-2","usage":{"total_tokens":6}}"""));

        var (_, body, _) = await behind.AskAsync("v1/rerank", $$"""{"model":"b/m","query":"q","documents":["one","two"],"{{top}}":1}""");

        Assert.Equal(document, JsonNode.Parse(body)![list]![0]!["document"]!.ToJsonString());
    }
}
