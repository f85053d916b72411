using System.Text.Json.Nodes;
using Parley.AspNetCore.Tests.Failure;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Limits;

/// <summary>Money that is set aside, and money that is gone: the first is waited for, the second is not.</summary>
public sealed class MoneyInFlightTests
{
    [Theory]
    [InlineData("openai", "5", "rate_limit_exceeded", "error.code")]
    [InlineData("anthropic", "0.1", "rate_limit_error", "error.type")]
    public async Task What_is_only_set_aside_is_there_again_when_the_other_request_ends(string client, string money, string expected, string member)
    {
        // A euro for a thousand tokens; an answer has room for 4096 tokens, or 64 where the request says so.
        await using var targets = await StartAsync(money);
        var (arrived, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        targets.Upstreams[0].Otherwise = _ =>
        {
            arrived.TrySetResult();
            return Script.Silence(go.Task).Append(Script.Json(WireSample.OpenAI.Reply));
        };

        var first = targets.AskAsync(client: client);
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(60));
        using var second = await targets.AskAsync(client: client);
        go.SetResult();
        using var done = await first;
        _ = await targets.Gateway.Settled.NextAsync();
        _ = await targets.Gateway.Settled.NextAsync();
        targets.Upstreams[0].Otherwise = static _ => Script.Json(WireSample.OpenAI.Reply);
        using var third = await targets.AskAsync(client: client);

        Assert.Equal((429, "true", "1"), ((int)second.StatusCode, Header(second, "x-should-retry"), Header(second, "Retry-After")));
        Assert.Equal(expected, Member(await second.Content.ReadAsStringAsync(), member));
        Assert.Equal((200, 200), ((int)done.StatusCode, (int)third.StatusCode));
    }

    [Fact]
    public async Task Stream_that_is_cut_for_money_says_so_as_one_that_is_refused_for_it()
    {
        await using var targets = await StartAsync("5");
        targets.Upstreams[0].Otherwise = static _ => Script.Stream().Chunk(WireSample.OpenAI.Prelude + string.Concat(Enumerable.Repeat(WireSample.OpenAI.Text.First, 9000))).ThenStall();

        using var response = await targets.AskAsync(stream: true, "anthropic");
        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains("\"type\":\"billing_error\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("rate_limit_error", text, StringComparison.Ordinal);
    }

    private static Task<Targets> StartAsync(string money) =>
        Targets.StartAsync(1, backend: "\"cost_per_token\": 1", top: $$"""  "limits": [ { "money": {{money}}, "currency": "EUR", "per": "month" } ] """);

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    private static string? Member(string body, string path) => path.Split('.').Aggregate(JsonNode.Parse(body), static (node, name) => node?[name])?.ToString();
}
