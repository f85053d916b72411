using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Resilience;

namespace Parley.Tests.Resilience.Breakers;

/// <summary>What another gateway has seen, and what a breaker makes of it.</summary>
public sealed class BreakerHintTests
{
    private static readonly Fault Failure = new(FaultKind.Upstream, "");
    private readonly BreakerPolicy _policy = new() { ConsecutiveFailures = 3, MinimumCalls = 10 };
    private readonly Breaker _breaker = new();
    private DateTimeOffset _now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Hint_of_another_gateway_puts_it_behind_for_a_moment_and_then_single_requests_try_it()
    {
        _breaker.Hint(_policy, TimeSpan.FromMinutes(5), "3 failures in a row", _now);

        Assert.Equal((BreakerState.Open, true, "another gateway has seen: 3 failures in a row"), (_breaker.Report!.StateAt(_now), _breaker.Report.IsHint, _breaker.Report.Reason));
        Assert.False(_breaker.TryEnter(insists: false, _now, out _));
        _now += TimeSpan.FromSeconds(5);
        Assert.True(_breaker.TryEnter(insists: false, _now, out _));
        Assert.False(_breaker.TryEnter(insists: false, _now, out _));
    }

    [Fact]
    public void Hint_that_nothing_confirms_is_over_however_long_the_request_takes_that_tries_it()
    {
        _breaker.Hint(_policy, TimeSpan.FromMinutes(5), "3 failures in a row", _now);
        _now += TimeSpan.FromSeconds(5);
        Assert.True(_breaker.TryEnter(insists: false, _now, out _));

        _now += TimeSpan.FromSeconds(5);

        Assert.False(_breaker.Report!.Bars(_now));
        Assert.True(_breaker.TryEnter(insists: false, _now, out _));
        Assert.Null(_breaker.Report);
    }

    [Fact]
    public void Own_successes_outweigh_a_hint_and_no_other_is_believed_for_a_minute()
    {
        _breaker.Hint(_policy, TimeSpan.FromMinutes(5), "3 failures in a row", _now);
        Succeed(2);
        Assert.Null(_breaker.Report);

        _breaker.Hint(_policy, TimeSpan.FromMinutes(5), "3 failures in a row", _now);
        Assert.Null(_breaker.Report);
        _now += TimeSpan.FromMinutes(1);
        _breaker.Hint(_policy, TimeSpan.FromMinutes(5), "3 failures in a row", _now);
        Assert.NotNull(_breaker.Report);
    }

    [Fact]
    public void Success_of_a_request_that_began_before_a_hint_says_nothing()
    {
        Assert.True(_breaker.TryEnter(insists: false, _now, out var first));
        Assert.True(_breaker.TryEnter(insists: false, _now, out var second));
        _breaker.Hint(_policy, TimeSpan.FromMinutes(5), "3 failures in a row", _now);

        _breaker.Succeeded(first, _policy, slow: false, _now);
        _breaker.Succeeded(second, _policy, slow: false, _now);

        Assert.True(_breaker.Report!.IsHint);
    }

    [Fact]
    public void Failure_of_ones_own_confirms_a_hint()
    {
        _breaker.Hint(_policy, TimeSpan.FromMinutes(5), "3 failures in a row", _now);

        Fail(1);

        Assert.Equal((false, "it failed here too (Upstream); another gateway has seen: 3 failures in a row", _policy.Recovery), (_breaker.Report!.IsHint, _breaker.Report.Reason, _breaker.Report.Until - _now));
    }

    [Fact]
    public void Hint_changes_nothing_where_it_is_open_already_or_switched_off()
    {
        _breaker.Hint(_policy with { Enabled = false }, TimeSpan.FromMinutes(5), "3 failures in a row", _now);
        Assert.Null(_breaker.Report);

        Fail(3);
        var report = _breaker.Report;
        _breaker.Hint(_policy, TimeSpan.FromMinutes(5), "3 failures in a row", _now);

        Assert.Same(report, _breaker.Report);
    }

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.True(_breaker.TryEnter(insists: true, _now, out var pass));
            _breaker.Failed(pass, _policy, Failure, slow: false, _now);
        }
    }

    private void Succeed(int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.True(_breaker.TryEnter(insists: true, _now, out var pass));
            _breaker.Succeeded(pass, _policy, slow: false, _now);
        }
    }
}
