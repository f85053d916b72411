using System.Text.Json.Nodes;
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
        var attempt = Assert.Single((await targets.Gateway.Settled.NextAsync()).Attempts);
        Assert.True(attempt.IsRepeated);
        Assert.Null(attempt.Next);
        Assert.Equal((2, 0, "closed"), await StateAsync(targets));
        var id = response.Headers.GetValues("x-parley-request-id").Single();
        Assert.True((bool?)JsonNode.Parse(await targets.Gateway.Client.GetStringAsync($"admin/requests/{id}/decision"))!["attempts"]![0]!["repeated"]);
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
        Assert.Equal((2, 1, "closed"), await StateAsync(targets));
    }

    [Theory]
    [InlineData("rpm")]
    [InlineData("rpd")]
    public async Task Loss_takes_one_place_within_the_limits(string limit)
    {
        await using var targets = await Targets.StartAsync(1, backend: $"\"limits\": {{ \"{limit}\": 2, \"queue_ms\": 0 }}");
        targets.Upstreams[0].Then(Good).Then(Script.Close()).Then(Good);
        using var before = await targets.AskAsync();

        using var response = await targets.AskAsync();

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal([3], targets.Calls);
    }

    [Fact]
    public async Task Loss_is_made_good_where_several_are_asked_at_once()
    {
        await using var targets = await Targets.StartAsync(2, $"{OnceAndNoMore}, \"parallel\": {{ \"mode\": \"first\" }}");
        var late = new TaskCompletionSource();
        targets.Upstreams[0].Then(Good).Then(Script.Close()).Then(Script.Silence(late.Task).Append(Good));
        targets.Upstreams[1].Then(Script.Json("{}", 500));
        using var before = await WarmAsync(targets, "t0");

        var asked = targets.AskAsync();
        while (!targets.Calls.SequenceEqual([3, 1]))
            await Task.Yield();
        late.SetResult();
        using var response = await asked;

        Assert.Equal((200, "t0"), ((int)response.StatusCode, response.Headers.GetValues("x-parley-backend").Single()));
        Assert.Equal([3, 1], targets.Calls);
    }

    [Fact]
    public async Task Loss_at_both_of_those_asked_at_once_is_made_good_at_both()
    {
        await using var targets = await Targets.StartAsync(2, $"{OnceAndNoMore}, \"parallel\": {{ \"mode\": \"all\" }}");
        foreach (var upstream in targets.Upstreams)
            upstream.Then(Good).Then(Script.Close()).Then(Good);
        using var one = await WarmAsync(targets, "t0");
        using var other = await WarmAsync(targets, "t1");

        using var response = await targets.AskAsync();

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal([3, 3], targets.Calls);
        Assert.All((await targets.Gateway.Settled.NextAsync()).Attempts, static attempt => Assert.True(attempt.IsRepeated));
    }

    [Fact]
    public async Task Loss_is_made_good_for_the_second_attempt_of_a_hedge()
    {
        await using var targets = await Targets.StartAsync(2, $"{OnceAndNoMore}, \"hedge\": {{ \"enabled\": true, \"after_ms\": 1, \"max_share\": 1 }}");
        var never = new TaskCompletionSource();
        targets.Upstreams[0].Otherwise = _ => Script.Silence(never.Task);
        targets.Upstreams[1].Then(Good).Then(Script.Close()).Then(Good);
        using var before = await WarmAsync(targets, "t1");

        using var response = await targets.AskAsync();

        Assert.Equal((200, "t1"), ((int)response.StatusCode, response.Headers.GetValues("x-parley-backend").Single()));
        Assert.Equal([1, 3], targets.Calls);
    }

    /// <summary>Asks one of them alone, so that there is a connection that is kept open.</summary>
    private static async Task<HttpResponseMessage> WarmAsync(Targets targets, string backend)
    {
        var response = await targets.Gateway.PostAsync(WireSample.OpenAI.Path("m", false), WireSample.OpenAI.Body($"{backend}/m-1", "Say hello", false));
        await targets.Gateway.Settled.NextAsync();
        return response;
    }

    /// <summary>The attempts and failures of the first target, and its breaker.</summary>
    private static async Task<(int Attempts, int Failures, string Breaker)> StateAsync(Targets targets)
    {
        var backend = JsonNode.Parse(await targets.Gateway.Client.GetStringAsync("admin/backends"))!["backends"]![0]!["targets"]![0]!;
        return ((int)backend["attempts"]!, (int)backend["failures"]!, (string)backend["breaker"]!);
    }
}
