using System.Net;
using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Routing;

/// <summary>What a request costs by the book, and what becomes of those whose price nobody knows.</summary>
public sealed class PriceTests
{
    private const string Answer = """{"id":"c","object":"chat.completion","created":1,"model":"gpt-4o","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100,"prompt_tokens_details":{"cached_tokens":800}}}""";

    [Fact]
    public async Task Cached_tokens_cost_what_the_book_says_and_are_counted_once()
    {
        await using var server = new ScriptedUpstream { Otherwise = static _ => Script.Json(Answer) };
        await using var gateway = await StartAsync(server);

        using var reply = await gateway.PostAsync("v1/chat/completions", Asked("gpt-4o"));

        var decision = await DecisionAsync(gateway, reply);
        // 200 at 2.5, 800 at 1.25, 100 at 10 dollars for a million.
        Assert.Equal((0.0025m, "USD"), (decision["attempts"]![0]!["cost"]!.GetValue<decimal>(), decision["attempts"]![0]!["currency"]!.GetValue<string>()));
        Assert.StartsWith("https://", decision["candidates"]![0]!["price_source"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{10}$", decision["candidates"]![0]!["price_version"]!.GetValue<string>());
    }

    [Fact]
    public async Task Cost_of_an_unknown_model_is_left_out_and_not_0()
    {
        await using var server = new ScriptedUpstream { Otherwise = static _ => Script.Json(Answer) };
        await using var gateway = await StartAsync(server);

        using var reply = await gateway.PostAsync("v1/chat/completions", Asked("unheard-of"));

        var decision = await DecisionAsync(gateway, reply);
        Assert.Null(decision["attempts"]![0]!["cost"]);
        Assert.Null(decision["candidates"]![0]!["price"]);
    }

    [Theory]
    [InlineData("gpt-4o", "1", HttpStatusCode.OK)]
    [InlineData("gpt-4o", "0.000001", HttpStatusCode.ServiceUnavailable)]
    [InlineData("unheard-of", "1", HttpStatusCode.ServiceUnavailable)]
    public async Task Ceiling_holds_without_configured_prices(string model, string ceiling, HttpStatusCode status)
    {
        await using var server = new ScriptedUpstream { Otherwise = static _ => Script.Json(Answer) };
        await using var gateway = await StartAsync(server);

        using var reply = await gateway.PostAsync("v1/chat/completions", Asked(model), ("X-Max-Cost", ceiling));

        Assert.Equal(status, reply.StatusCode);
    }

    [Theory]
    [InlineData("gpt-4o", HttpStatusCode.OK, "")]
    [InlineData("unheard-of", HttpStatusCode.Forbidden, "\"code\":\"price_unknown\"")]
    public async Task Model_of_unknown_price_is_refused_where_that_is_wanted(string model, HttpStatusCode status, string told)
    {
        await using var server = new ScriptedUpstream { Otherwise = static _ => Script.Json(Answer) };
        await using var gateway = await StartAsync(server, "reject");

        using var reply = await gateway.PostAsync("v1/chat/completions", Asked(model));

        Assert.Equal(status, reply.StatusCode);
        Assert.Contains(told, await reply.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(status == HttpStatusCode.OK ? 1 : 0, server.Received.Count);
    }

    [Fact]
    public async Task Model_of_unknown_price_is_reckoned_as_the_dearest_where_that_is_wanted()
    {
        await using var server = new ScriptedUpstream { Otherwise = static _ => Script.Json(Answer) };
        await using var gateway = await StartAsync(server, "estimate_high");

        using var reply = await gateway.PostAsync("v1/chat/completions", Asked("unheard-of"));

        var decision = await DecisionAsync(gateway, reply);
        Assert.True(decision["candidates"]![0]!["price_is_estimate"]!.GetValue<bool>());
        Assert.True(decision["attempts"]![0]!["cost"]!.GetValue<decimal>() > 0.0025m);
    }

    private static string Asked(string model) => $$"""{"model":"here/{{model}}","messages":[{"role":"user","content":"Hi"}]}""";

    private static Task<RunningGateway> StartAsync(ScriptedUpstream server, string unknown = "allow") => RunningGateway.StartAsync($$"""
        {
          "backends": [ { "id": "here", "type": "openai-compatible", "endpoint": "{{server.Address}}", "priced_as": "openai" } ],
          "routing": { "prices": { "unknown": "{{unknown}}" } }
        }
        """);

    private static async Task<JsonNode> DecisionAsync(RunningGateway gateway, HttpResponseMessage reply) =>
        JsonNode.Parse(await gateway.Client.GetStringAsync($"admin/requests/{reply.Headers.GetValues("x-parley-request-id").Single()}/decision"))!;
}
