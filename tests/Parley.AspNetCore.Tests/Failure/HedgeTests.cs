using System.Text.Json.Nodes;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Failure;

/// <summary>A second attempt when the first is late.</summary>
public sealed class HedgeTests
{
    private const string Soon = "\"hedge\": { \"enabled\": true, \"after_ms\": 60, \"max_share\": 1 }";

    [Theory]
    [InlineData("openai", true)]
    [InlineData("openai", false)]
    [InlineData("anthropic", true)]
    [InlineData("anthropic", false)]
    public async Task Second_answers_when_the_first_is_late_and_the_first_is_cancelled(string client, bool stream)
    {
        await using var targets = await Targets.StartAsync(2, Soon);
        targets.Upstreams[0].Then(stream ? Script.Stream().Chunk(WireSample.OpenAI.Prelude).ThenStall() : Script.Stall());
        targets.Upstreams[1].Then(Answer(stream));

        using var response = await targets.AskAsync(stream, client);

        Assert.Contains(" there", await response.Content.ReadAsStringAsync());
        await targets.Upstreams[0].Received[0].CallerLeft.WaitAsync(TimeSpan.FromSeconds(10));
        var settlement = await targets.Gateway.Settled.NextAsync();
        Assert.Null(settlement.Fault);
        Assert.Equal([NextAction.Lost, null], settlement.Attempts.Select(static attempt => attempt.Next?.Action));
        Assert.Equal([FaultKind.Cancelled, null], settlement.Attempts.Select(static attempt => attempt.Fault?.Kind));
        Assert.Equal(TokenCountQuality.Estimated, settlement.Attempts[0].Usage.Input.Quality);
        Assert.Equal(7, settlement.Usage.TotalInput);
    }

    [Fact]
    public async Task Call_that_lost_is_in_the_decision_with_its_cost()
    {
        await using var targets = await Targets.StartAsync(2, Soon, "\"cost_per_token\": 0.01");
        targets.Upstreams[0].Then(Script.Stall());
        targets.Upstreams[1].Then(Answer(stream: false));

        using var response = await targets.AskAsync();

        var settlement = await targets.Gateway.Settled.NextAsync();
        var decision = JsonNode.Parse(await targets.Gateway.Client.GetStringAsync($"admin/requests/{response.Headers.GetValues("x-parley-request-id").Single()}/decision"))!;
        var (lost, won) = (decision["attempts"]![0]!, decision["attempts"]![1]!);
        Assert.Equal(("Lost", "EUR"), (lost["next"]!.GetValue<string>(), lost["currency"]!.GetValue<string>()));
        Assert.Equal(settlement.Attempts[0].Usage.TotalInput * 0.01m / 1000, lost["cost"]!.GetValue<decimal>());
        // Nobody said what the other costs.
        Assert.Null(won["cost"]);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task First_that_answers_after_all_is_heard_and_the_second_leaves_no_trace(string client)
    {
        var begin = new TaskCompletionSource();
        await using var targets = await Targets.StartAsync(2, Soon);
        targets.Upstreams[0].Then(Script.Silence(begin.Task).Append(Script.Stream(WireSample.OpenAI.Stream, "text/event-stream")));
        targets.Upstreams[1].Otherwise = request =>
        {
            begin.TrySetResult();
            return Script.Stall();
        };

        using var response = await targets.AskAsync(stream: true, client);
        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains(" there", text);
        Assert.DoesNotContain("error", text);
        Assert.Equal("t0", response.Headers.GetValues("x-parley-backend").Single());
        Assert.Equal([null, NextAction.Lost], (await targets.Gateway.Settled.NextAsync()).Attempts.Select(static attempt => attempt.Next?.Action));
    }

    [Fact]
    public async Task Nothing_is_hedged_while_it_is_not_enabled()
    {
        await using var targets = await Targets.StartAsync(2, "\"hedge\": { \"after_ms\": 1, \"max_share\": 1 }", "\"first_event_timeout_ms\": 150");
        targets.Upstreams[0].Then(Script.Stall());
        targets.Upstreams[1].Then(Answer(stream: false));

        using var response = await targets.AskAsync();

        Assert.Equal(FaultKind.FirstEventTimeout, (await targets.Gateway.Settled.NextAsync()).Attempts[0].Fault?.Kind);
    }

    [Fact]
    public async Task Failure_of_both_goes_on_to_the_third()
    {
        await using var targets = await Targets.StartAsync(3, Soon);
        var second = new TaskCompletionSource();
        targets.Upstreams[0].Then(Script.Silence(second.Task).Append(Script.Json("{}", 500)));
        targets.Upstreams[1].Otherwise = _ =>
        {
            second.TrySetResult();
            return Script.Json("{}", 503);
        };
        targets.Upstreams[2].Then(Answer(stream: false));

        using var response = await targets.AskAsync();

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal([1, 1, 1], targets.Calls);
        Assert.Equal([NextAction.NextTarget, NextAction.NextTarget, null], (await targets.Gateway.Settled.NextAsync()).Attempts.Select(static attempt => attempt.Next?.Action));
    }

    [Fact]
    public async Task Second_attempts_stay_within_their_share()
    {
        await using var targets = await Targets.StartAsync(2, "\"hedge\": { \"enabled\": true, \"after_ms\": 5, \"max_share\": 0.1 }", "\"first_event_timeout_ms\": 60");
        targets.Upstreams[0].Otherwise = static _ => Script.Stall();
        targets.Upstreams[1].Otherwise = static _ => Answer(stream: false);
        var hedged = 0;

        for (var i = 0; i < 20; i++)
        {
            using var response = await targets.AskAsync();
            hedged += (await targets.Gateway.Settled.NextAsync()).Attempts[0].Next?.Action == NextAction.Lost ? 1 : 0;
        }

        Assert.InRange(hedged, 1, 3);
    }

    private static Script Answer(bool stream) => stream ? Script.Stream(WireSample.OpenAI.Stream, "text/event-stream") : Script.Json(WireSample.OpenAI.Reply);
}
