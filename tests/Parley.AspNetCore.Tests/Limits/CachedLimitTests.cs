using System.Net;
using System.Text.Json.Nodes;
using Parley.AspNetCore.Tests.Failure;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Limits;

/// <summary>Limits hold where answers are kept, too: what is not found there is paid for.</summary>
public sealed class CachedLimitTests
{
    [Fact]
    public async Task Answer_that_is_not_in_the_cache_counts_and_one_that_is_does_not()
    {
        // A euro for a thousand tokens; an answer takes 9, and may take 64 and its prompt.
        await using var targets = await Targets.StartAsync(1, backend: "\"cost_per_token\": 1", top: """ "cache": { "enabled": true }, "limits": [ { "money": 0.1, "currency": "EUR", "per": "day" } ] """);
        targets.Upstreams[0].Otherwise = static _ => Script.Json(WireSample.OpenAI.Reply);

        using (var first = await targets.AskAsync(client: "anthropic"))
            Assert.Equal(("miss", HttpStatusCode.OK), (first.Headers.GetValues("x-parley-cache").Single(), first.StatusCode));
        using (var second = await targets.AskAsync(client: "anthropic"))
            Assert.Equal("hit", second.Headers.GetValues("x-parley-cache").Single());

        var budget = JsonNode.Parse(await targets.Gateway.Client.GetStringAsync("admin/budgets"))!["budgets"]!.AsArray().Single()!;
        Assert.Equal((0.009m, 0m), (budget["spent"]!.GetValue<decimal>(), budget["reserved"]!.GetValue<decimal>()));
    }
}
