using System.Text.Json.Nodes;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Failure;

/// <summary>Several targets at once.</summary>
public sealed class ParallelTests
{
    [Theory]
    [InlineData("first", true)]
    [InlineData("first", false)]
    [InlineData("fastest", true)]
    [InlineData("fastest", false)]
    public async Task Quickest_answers_and_the_others_are_ended(string mode, bool stream)
    {
        await using var targets = await Targets.StartAsync(3, $"\"parallel\": {{ \"mode\": \"{mode}\" }}");
        var (stalls, fails) = (new TaskCompletionSource(), new TaskCompletionSource());
        targets.Upstreams[0].Otherwise = _ => After(stalls, Script.Stall());
        targets.Upstreams[1].Otherwise = _ => After(fails, Script.Json("{}", 500));
        targets.Upstreams[2].Then(Script.Silence(Task.WhenAll(stalls.Task, fails.Task)).Append(Answer(stream)));

        using var response = await targets.AskAsync(stream);

        Assert.Contains(" there", await response.Content.ReadAsStringAsync());
        Assert.Equal([1, 1, 1], targets.Calls);
        await targets.Upstreams[0].Received[0].CallerLeft.WaitAsync(TimeSpan.FromSeconds(10));
        var settlement = await targets.Gateway.Settled.NextAsync();
        Assert.Null(settlement.Fault);
        Assert.Equal(3, settlement.Attempts.Count);
        Assert.Equal("t2", settlement.Answering?.Target.Backend.Id);
    }

    [Fact]
    public async Task Fastest_does_not_take_a_stream_that_begins_first_and_breaks()
    {
        await using var targets = await Targets.StartAsync(2, "\"parallel\": { \"mode\": \"fastest\" }");
        targets.Upstreams[0].Then(Script.Stream().Chunk(WireSample.OpenAI.Prelude + WireSample.OpenAI.Text.First.Replace("Hello", "Alpha", StringComparison.Ordinal)).ThenReset());
        targets.Upstreams[1].Then(Answer(stream: true));

        using var response = await targets.AskAsync(stream: true);
        var text = await response.Content.ReadAsStringAsync();

        Assert.Contains("Hello", text);
        Assert.DoesNotContain("Alpha", text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task All_hears_every_answer_to_its_end_and_gives_the_first(bool stream)
    {
        await using var targets = await Targets.StartAsync(2, "\"parallel\": { \"mode\": \"all\" }");
        var second = new TaskCompletionSource();
        targets.Upstreams[0].Then(Answer(stream));
        targets.Upstreams[1].Then(Script.Silence(second.Task).Append(Answer(stream)));

        var asked = targets.AskAsync(stream);
        while (targets.Upstreams[1].Received.Count == 0)
            await Task.Yield();
        second.SetResult();
        using var response = await asked;

        Assert.Contains(" there", await response.Content.ReadAsStringAsync());
        var attempts = (await targets.Gateway.Settled.NextAsync()).Attempts;
        Assert.All(attempts, static attempt => Assert.Equal(9, attempt.Usage.TotalInput + attempt.Usage.TotalOutput));
        Assert.Single(attempts, static attempt => attempt.Committed);
        Assert.Single(attempts, static attempt => attempt.Next?.Action == NextAction.Lost);
    }

    [Theory]
    [InlineData("first")]
    [InlineData("all")]
    public async Task Failure_of_all_is_told(string mode)
    {
        await using var targets = await Targets.StartAsync(2, $"\"parallel\": {{ \"mode\": \"{mode}\" }}, \"retry\": {{ \"max_retries\": 0 }}");
        targets.Upstreams[0].Then(Script.Json("{}", 500));
        targets.Upstreams[1].Then(Script.Json("{}", 503));

        using var response = await targets.AskAsync();

        Assert.InRange((int)response.StatusCode, 500, 503);
        Assert.Equal([1, 1], targets.Calls);
        Assert.All((await targets.Gateway.Settled.NextAsync()).Attempts, static attempt => Assert.Equal(NextAction.Stop, attempt.Next?.Action));
    }

    [Theory]
    [InlineData("first")]
    [InlineData("all")]
    public async Task Each_that_failed_has_its_own_reason(string mode)
    {
        await using var targets = await Targets.StartAsync(3, $"\"parallel\": {{ \"mode\": \"{mode}\" }}, \"retry\": {{ \"max_retries\": 0 }}");
        targets.Upstreams[0].Then(Script.Json("{}", 500));
        targets.Upstreams[1].Then(Script.Json("{}", 429));
        targets.Upstreams[2].Then(Script.Json("{}", 503));

        using var response = await targets.AskAsync();

        var attempts = (await targets.Gateway.Settled.NextAsync()).Attempts;
        Assert.Equal(
            ["it failed, and no target is left", "it is asked too often, and no target is left", "it is overloaded, and no target is left"],
            attempts.Select(static attempt => attempt.Next?.Why));
    }

    [Fact]
    public async Task One_that_failed_before_another_answered_says_of_what()
    {
        await using var targets = await Targets.StartAsync(2, "\"parallel\": { \"mode\": \"all\" }");
        targets.Upstreams[0].Then(Script.Json("{}", 500));
        targets.Upstreams[1].Then(Answer(stream: false));

        using var response = await targets.AskAsync();

        var attempts = (await targets.Gateway.Settled.NextAsync()).Attempts;
        Assert.Equal(["it failed, and another answer was complete first", null], attempts.Select(static attempt => attempt.Next?.Why));
    }

    [Theory]
    [InlineData("first", false)]
    [InlineData("fastest", false)]
    [InlineData("fastest", true)]
    public async Task Call_that_lost_is_in_the_decision_with_an_estimate_of_what_it_took(string mode, bool begins)
    {
        await using var targets = await Targets.StartAsync(2, $"\"parallel\": {{ \"mode\": \"{mode}\" }}", "\"cost_per_token\": 0.01");
        var begun = new TaskCompletionSource();
        targets.Upstreams[0].Otherwise = _ => After(begun, begins ? Script.Stream().Chunk(WireSample.OpenAI.Prelude + WireSample.OpenAI.Text.First).ThenStall() : Script.Stall());
        targets.Upstreams[1].Then(Script.Silence(begun.Task).Append(Answer(begins)));

        using var response = await targets.AskAsync(begins);
        _ = await response.Content.ReadAsStringAsync();

        var lost = (await targets.Gateway.Settled.NextAsync()).Attempts[0];
        Assert.Equal((NextAction.Lost, TokenCountQuality.Estimated), (lost.Next!.Action, lost.Usage.Input.Quality));
        var reported = JsonNode.Parse(await targets.Gateway.Client.GetStringAsync($"admin/requests/{response.Headers.GetValues("x-parley-request-id").Single()}/decision"))!["attempts"]![0]!;
        Assert.Equal((lost.Usage.TotalInput + lost.Usage.TotalOutput) * 0.01m / 1000, reported["cost"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task No_more_targets_are_asked_than_configured()
    {
        await using var targets = await Targets.StartAsync(4, "\"parallel\": { \"mode\": \"all\", \"max_targets\": 2 }");
        foreach (var upstream in targets.Upstreams)
            upstream.Then(Answer(stream: false));

        using var response = await targets.AskAsync();

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal([1, 1, 0, 0], targets.Calls);
    }

    /// <summary>A script, and the news that it is played.</summary>
    private static Script After(TaskCompletionSource news, Script script)
    {
        news.TrySetResult();
        return script;
    }

    private static Script Answer(bool stream) => stream ? Script.Stream(WireSample.OpenAI.Stream, "text/event-stream") : Script.Json(WireSample.OpenAI.Reply);
}
