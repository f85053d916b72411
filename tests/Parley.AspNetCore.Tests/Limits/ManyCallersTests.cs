using System.Text.Json.Nodes;
using Parley.AspNetCore.Tests.Failure;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Limits;

/// <summary>Two hundred callers at once, and one budget.</summary>
public sealed class ManyCallersTests
{
    [Fact]
    public async Task Budget_is_never_passed_however_many_ask_at_once()
    {
        // A euro for a thousand tokens; a request may take 64 tokens and its prompt, and takes 9.
        await using var targets = await Targets.StartAsync(1, backend: "\"cost_per_token\": 1", top: """ "limits": [ { "money": 1, "currency": "EUR", "per": "day" } ] """);
        targets.Upstreams[0].Otherwise = static _ => Script.Json(WireSample.OpenAI.Reply);
        var (answered, before) = (0, -1);

        while (answered > before)
        {
            before = answered;
            var responses = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => targets.AskAsync(client: "anthropic")));
            foreach (var response in responses)
            {
                // Used up, which no client tries again; or set aside by requests that run, which it does.
                Assert.True((int)response.StatusCode is 200 or 402 or 429, $"{response.StatusCode}");
                if (!response.IsSuccessStatusCode)
                    Assert.Equal((int)response.StatusCode == 429 ? "true" : "false", response.Headers.GetValues("x-should-retry").Single());
                answered += response.IsSuccessStatusCode ? 1 : 0;
                response.Dispose();
            }
        }

        var budget = JsonNode.Parse(await targets.Gateway.Client.GetStringAsync("admin/budgets"))!["budgets"]!.AsArray().Single()!;
        Assert.Equal(0, budget["reserved"]!.GetValue<decimal>());
        Assert.Equal(answered * 0.009m, budget["spent"]!.GetValue<decimal>());
        Assert.Equal([answered], targets.Calls);
        Assert.InRange(budget["spent"]!.GetValue<decimal>(), 0.9m, 1m);
    }
}
