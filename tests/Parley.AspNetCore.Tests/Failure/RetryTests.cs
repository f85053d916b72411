using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Failure;

/// <summary>What is tried again on the same target, how often, and when not.</summary>
public sealed class RetryTests
{
    private const string Quick = "\"retry\": { \"initial_delay_ms\": 1 }";
    private static readonly Script Good = Script.Json(WireSample.OpenAI.Reply);

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(529)]
    public async Task Sole_target_with_a_server_error_is_asked_once_more(int status)
    {
        await using var targets = await Targets.StartAsync(1, Quick);
        targets.Upstreams[0].Then(Error(status)).Then(Good);

        using var response = await targets.AskAsync();

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal([2], targets.Calls);
        var settlement = await targets.Gateway.Settled.NextAsync();
        Assert.Equal(NextAction.Retry, settlement.Attempts[0].Next?.Action);
        Assert.Null(settlement.Attempts[1].Next);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(408)]
    [InlineData(409)]
    [InlineData(413)]
    [InlineData(429)]
    public async Task Sole_target_with_any_other_error_is_asked_once(int status)
    {
        await using var targets = await Targets.StartAsync(1, Quick);
        targets.Upstreams[0].Then(Error(status));

        using var response = await targets.AskAsync();

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal([1], targets.Calls);
        Assert.Equal(NextAction.Stop, (await targets.Gateway.Settled.NextAsync()).Attempts[0].Next?.Action);
    }

    [Fact]
    public async Task Retries_end_after_the_configured_number()
    {
        await using var targets = await Targets.StartAsync(1, "\"retry\": { \"maxAttempts\": 4, \"initialDelay\": 1, \"backoffMultiplier\": 1.5, \"maxDelay\": 2 }");
        targets.Upstreams[0].Otherwise = static _ => Error(500);

        using var response = await targets.AskAsync();

        Assert.Equal(500, (int)response.StatusCode);
        Assert.Equal([4], targets.Calls);
        Assert.Equal("it failed, and no target is left", (await targets.Gateway.Settled.NextAsync()).Attempts[^1].Next?.Why);
    }

    [Fact]
    public async Task No_retries_are_made_where_none_are_wanted_for_a_backend()
    {
        await using var targets = await Targets.StartAsync(1, backend: "\"retry\": { \"max_retries\": 0 }");
        targets.Upstreams[0].Then(Error(500));

        using var response = await targets.AskAsync();

        Assert.Equal(500, (int)response.StatusCode);
        Assert.Equal([1], targets.Calls);
    }

    [Fact]
    public async Task What_a_model_says_of_retries_stands_above_backend_and_file()
    {
        await using var targets = await Targets.StartAsync(1, "\"retry\": { \"max_retries\": 2 }", "\"retry\": { \"max_retries\": 0, \"initial_delay_ms\": 1 }", "\"retry\": { \"max_retries\": 5 }");
        targets.Upstreams[0].Otherwise = static _ => Error(500);

        using var response = await targets.AskAsync();

        Assert.Equal([3], targets.Calls);
    }

    [Fact]
    public async Task Next_target_comes_before_a_retry_and_the_first_is_asked_again_when_all_failed()
    {
        await using var targets = await Targets.StartAsync(2, Quick);
        targets.Upstreams[0].Then(Error(500)).Then(Good);
        targets.Upstreams[1].Then(Error(503));

        using var response = await targets.AskAsync();

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal([2, 1], targets.Calls);
        var attempts = (await targets.Gateway.Settled.NextAsync()).Attempts;
        Assert.Equal(["t0", "t1", "t0"], attempts.Select(static attempt => attempt.Target.Backend.Id));
        Assert.Equal([NextAction.NextTarget, NextAction.Retry, null], attempts.Select(static attempt => attempt.Next?.Action));
    }

    [Fact]
    public async Task Words_of_a_provider_are_told_before_a_connection_that_was_refused()
    {
        await using var targets = await Targets.StartAsync(2, Quick);
        await targets.Upstreams[0].DisposeAsync();
        targets.Upstreams[1].Then(Error(429));

        using var response = await targets.AskAsync();

        Assert.Equal(429, (int)response.StatusCode);
        Assert.Equal(["t0", "t1", "t0"], (await targets.Gateway.Settled.NextAsync()).Attempts.Select(static attempt => attempt.Target.Backend.Id));
    }

    [Fact]
    public async Task Statuses_that_are_configured_replace_those_of_the_table()
    {
        await using var targets = await Targets.StartAsync(1, "\"retry\": { \"retry_on_errors\": [409], \"initial_delay_ms\": 1 }");
        targets.Upstreams[0].Then(Error(409)).Then(Good).Then(Error(500));

        using var again = await targets.AskAsync();
        using var once = await targets.AskAsync();

        Assert.Equal(200, (int)again.StatusCode);
        Assert.Equal(500, (int)once.StatusCode);
        Assert.Equal([3], targets.Calls);
    }

    [Fact]
    public async Task Rate_limit_is_waited_out_where_that_is_wanted_and_short()
    {
        await using var targets = await Targets.StartAsync(1, "\"retry\": { \"retry_on_rate_limit\": true, \"initial_delay_ms\": 1 }");
        targets.Upstreams[0].Then(Error(429, ("retry-after-ms", "20"))).Then(Good);

        using var response = await targets.AskAsync();

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(TimeSpan.FromMilliseconds(20), (await targets.Gateway.Settled.NextAsync()).Attempts[0].Next?.Wait);
    }

    [Theory]
    [InlineData(503, "retry-after", "7")]
    [InlineData(503, "retry-after-ms", "1001")]
    [InlineData(529, "retry-after", "2")]
    public async Task Sole_target_that_asks_for_more_than_a_second_is_not_waited_for(int status, string header, string value)
    {
        await using var targets = await Targets.StartAsync(1, Quick);
        targets.Upstreams[0].Then(Error(status, (header, value)));

        using var response = await targets.AskAsync();

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal([1], targets.Calls);
        Assert.Contains(response.Headers, sent => sent.Key.StartsWith("retry-after", StringComparison.OrdinalIgnoreCase));
        Assert.Contains("longer than is waited", (await targets.Gateway.Settled.NextAsync()).Attempts[0].Next?.Why);
    }

    [Fact]
    public async Task Retries_are_a_share_of_the_requests_and_a_reserve_of_ten()
    {
        await using var targets = await Targets.StartAsync(1, "\"retry\": { \"initial_delay_ms\": 0, \"budget_share\": 0 }");
        targets.Upstreams[0].Otherwise = static _ => Error(500);

        for (var i = 0; i < 15; i++)
            (await targets.AskAsync()).Dispose();

        Assert.Equal([25], targets.Calls);
    }

    [Fact]
    public async Task Caller_who_leaves_ends_the_wait_for_a_retry()
    {
        await using var targets = await Targets.StartAsync(1, "\"retry\": { \"retry_delay\": 600, \"maxDelay\": 600000 }");
        targets.Upstreams[0].Then(Error(500));
        using var leave = new CancellationTokenSource();
        var asked = targets.Gateway.Client.PostAsync("v1/chat/completions", new StringContent(WireSample.OpenAI.Body("m", "hi", false)), leave.Token);
        while (targets.Upstreams[0].Received.Count == 0)
            await Task.Yield();

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        Assert.Equal(FaultKind.Cancelled, (await targets.Gateway.Settled.NextAsync()).Fault?.Kind);
        Assert.Equal([1], targets.Calls);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deadline_of_the_caller_cuts_attempt_and_retries(bool stream)
    {
        await using var targets = await Targets.StartAsync(2);
        targets.Upstreams[0].Then(Script.Stall());
        targets.Upstreams[1].Then(Script.Stall());

        using var response = await targets.AskAsync(stream, headers: ("X-Deadline-Ms", "200"));

        Assert.Equal(504, (int)response.StatusCode);
        Assert.Contains("The time that the request has is over", await response.Content.ReadAsStringAsync());
        Assert.Equal([1, 0], targets.Calls);
    }

    [Fact]
    public async Task Deadline_that_is_over_before_anybody_is_asked_costs_no_call()
    {
        await using var targets = await Targets.StartAsync(1);

        using var response = await targets.AskAsync(headers: ("X-Deadline-Ms", "0"));

        Assert.Equal(504, (int)response.StatusCode);
        Assert.Equal([0], targets.Calls);
    }

    [Fact]
    public async Task Configured_deadline_holds_without_a_word_of_the_caller()
    {
        await using var targets = await Targets.StartAsync(1, "\"retry\": { \"deadline_ms\": 150 }");
        targets.Upstreams[0].Then(Script.Stall());

        using var response = await targets.AskAsync(headers: ("X-Deadline-Ms", "100000"));

        Assert.Equal(504, (int)response.StatusCode);
    }

    [Fact]
    public async Task Wait_that_would_outlast_the_deadline_is_not_begun()
    {
        await using var targets = await Targets.StartAsync(1, "\"retry\": { \"deadline_ms\": 5000, \"max_retry_after_ms\": 60000 }");
        targets.Upstreams[0].Then(Error(503, ("retry-after", "30")));

        using var response = await targets.AskAsync();

        Assert.Equal(503, (int)response.StatusCode);
        Assert.Equal("it is overloaded, and the request has no time left", (await targets.Gateway.Settled.NextAsync()).Attempts[0].Next?.Why);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-5")]
    public async Task Deadline_that_is_no_number_is_the_callers_fault(string deadline)
    {
        await using var targets = await Targets.StartAsync(1);

        using var response = await targets.AskAsync(headers: ("X-Deadline-Ms", deadline));

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal([0], targets.Calls);
    }

    private static Script Error(int status, params (string Name, string Value)[] headers) => Script.Json("""{"error":{"message":"no","type":"some_error","param":null,"code":null}}""", status, headers);
}
