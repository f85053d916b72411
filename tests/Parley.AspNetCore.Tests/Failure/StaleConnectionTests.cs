using System.Text.Json.Nodes;
using Parley.Providers.Upstream;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Failure;

/// <summary>Connections that were kept open and that the backend has closed under a request.</summary>
public sealed class StaleConnectionTests
{
    private const string OnceAndNoMore = "\"retry\": { \"max_retries\": 0 }";
    private static readonly Script Good = Script.Json(WireSample.OpenAI.Reply);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Loss_is_made_good_at_once_over_a_fresh_connection_and_is_no_failure_of_the_target(bool isReset)
    {
        await using var targets = await Targets.StartAsync(2, OnceAndNoMore, "\"breaker\": { \"consecutive_failures\": 1 }");
        targets.Upstreams[0].Then(Good).Then(isReset ? Script.Reset() : Script.Close()).Then(Good);
        using var before = await targets.AskAsync();
        await targets.Gateway.Settled.NextAsync();

        using var response = await targets.AskAsync();

        Assert.Equal((200, "t0"), ((int)response.StatusCode, response.Headers.GetValues("x-parley-backend").Single()));
        Assert.Equal([3, 0], targets.Calls);
        var attempts = (await targets.Gateway.Settled.NextAsync()).Attempts;
        Assert.Equal((NextAction.Retry, "it had closed the connection that was kept open", TimeSpan.Zero), (attempts[0].Next!.Action, attempts[0].Next!.Why, attempts[0].Next!.Wait));
        Assert.Equal((0, "closed"), await StateAsync(targets));
    }

    [Fact]
    public async Task Loss_over_the_fresh_connection_too_is_the_targets_own_and_counts_once()
    {
        await using var targets = await Targets.StartAsync(2, OnceAndNoMore);
        targets.Upstreams[0].Then(Good).Then(Script.Close()).Then(Script.Close());
        targets.Upstreams[1].Then(Good);
        using var before = await targets.AskAsync();

        using var response = await targets.AskAsync();

        Assert.Equal((200, "t1"), ((int)response.StatusCode, response.Headers.GetValues("x-parley-backend").Single()));
        Assert.Equal([3, 1], targets.Calls);
        Assert.Equal((1, "closed"), await StateAsync(targets));
    }

    /// <summary>The failures of the first target, and its breaker.</summary>
    private static async Task<(int Failures, string Breaker)> StateAsync(Targets targets)
    {
        var backend = JsonNode.Parse(await targets.Gateway.Client.GetStringAsync("admin/backends"))!["backends"]![0]!["targets"]![0]!;
        return ((int)backend["failures"]!, (string)backend["breaker"]!);
    }
}
