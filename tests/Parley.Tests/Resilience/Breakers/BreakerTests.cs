using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Resilience;

namespace Parley.Tests.Resilience.Breakers;

public sealed class BreakerTests
{
    private static readonly Fault Failure = new(FaultKind.Upstream, "");
    private readonly BreakerPolicy _policy = new() { ConsecutiveFailures = 3, MinimumCalls = 10 };
    private readonly Breaker _breaker = new();
    private DateTimeOffset _now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Failures_in_a_row_open_it()
    {
        Fail(2);
        Assert.Null(_breaker.Report);

        Fail(1);

        Assert.Equal((BreakerState.Open, "3 failures in a row, the last: Upstream"), (_breaker.Report!.StateAt(_now), _breaker.Report.Reason));
        Assert.False(_breaker.TryEnter(insists: false, _now, out _));
    }

    [Fact]
    public void Success_between_failures_keeps_it_closed()
    {
        Fail(2);
        Succeed(1);
        Fail(2);

        Assert.Null(_breaker.Report);
    }

    [Fact]
    public void Half_of_the_calls_failing_opens_it_once_there_are_enough()
    {
        for (var i = 0; i < 4; i++)
        {
            Succeed(1);
            Fail(1);
        }
        Assert.Null(_breaker.Report);
        Succeed(1);
        Fail(1);

        Assert.Equal("50 % of 10 calls failed, the last: Upstream", _breaker.Report!.Reason);
    }

    [Fact]
    public void Calls_that_are_older_than_the_window_do_not_count()
    {
        for (var i = 0; i < 4; i++)
        {
            Succeed(1);
            Fail(1);
        }
        _now += _policy.Window;
        Succeed(1);
        Fail(1);

        Assert.Null(_breaker.Report);
    }

    [Fact]
    public void Slow_calls_open_it_though_they_succeed()
    {
        for (var i = 0; i < 10; i++)
            Succeed(1, slow: i > 1);

        Assert.Equal("80 % of 10 calls were slow", _breaker.Report!.Reason);
    }

    [Fact]
    public void Half_open_lets_one_request_through_at_a_time_and_closes_after_two()
    {
        Fail(3);
        _now += _policy.Recovery;

        Assert.True(_breaker.TryEnter(insists: false, _now, out var first));
        Assert.False(_breaker.TryEnter(insists: false, _now, out _));
        _breaker.Succeeded(first, _policy, slow: false, _now);
        Assert.Equal(BreakerState.HalfOpen, _breaker.Report!.StateAt(_now));
        Assert.True(_breaker.TryEnter(insists: false, _now, out var second));
        Assert.False(_breaker.TryEnter(insists: false, _now, out _));
        _breaker.Succeeded(second, _policy, slow: false, _now);

        Assert.Null(_breaker.Report);
        Assert.True(_breaker.TryEnter(insists: false, _now, out _));
    }

    [Fact]
    public void Probe_that_fails_opens_it_for_twice_as_long_up_to_the_most()
    {
        var policy = _policy with { MaxRecovery = TimeSpan.FromSeconds(100) };
        Fail(3);
        List<double> seconds = [];
        for (var i = 0; i < 4; i++)
        {
            seconds.Add((_breaker.Report!.Until - _now).TotalSeconds);
            _now = _breaker.Report.Until;
            Assert.True(_breaker.TryEnter(insists: false, _now, out var probe));
            _breaker.Failed(probe, policy, Failure, slow: false, _now);
        }

        Assert.Equal([30, 60, 100, 100], seconds);
    }

    [Fact]
    public void Probe_that_says_nothing_makes_room_for_the_next()
    {
        Fail(3);
        _now += _policy.Recovery;
        Assert.True(_breaker.TryEnter(insists: false, _now, out var probe));

        _breaker.SaidNothing(probe);

        Assert.True(_breaker.TryEnter(insists: false, _now, out _));
    }

    [Fact]
    public void Late_failures_extend_the_time_and_never_shorten_it()
    {
        Assert.True(_breaker.TryEnter(insists: false, _now, out var late));
        _breaker.Failed(late, _policy, new Fault(FaultKind.RateLimit, "") { RetryAfter = TimeSpan.FromMinutes(5) }, slow: false, _now);
        var until = _breaker.Report!.Until;

        _breaker.Failed(late, _policy, Failure, slow: false, _now);
        Assert.Equal(until, _breaker.Report.Until);

        _breaker.Failed(late, _policy, new Fault(FaultKind.RateLimit, "") { RetryAfter = TimeSpan.FromMinutes(6) }, slow: false, _now);
        Assert.Equal(_now + TimeSpan.FromMinutes(6), _breaker.Report.Until);
    }

    [Fact]
    public void Who_has_no_other_choice_goes_through_and_does_not_shorten_the_time()
    {
        Fail(3);
        for (var i = 0; i < 3; i++)
        {
            Assert.True(_breaker.TryEnter(insists: true, _now, out var pass));
            _breaker.Succeeded(pass, _policy, slow: false, _now);
        }
        Assert.False(_breaker.TryEnter(insists: false, _now, out _));

        _now += _policy.Recovery;

        Assert.True(_breaker.TryEnter(insists: false, _now, out _));
        Assert.Null(_breaker.Report);
    }

    [Fact]
    public void Attempts_from_before_the_opening_do_not_close_it()
    {
        Assert.True(_breaker.TryEnter(insists: false, _now, out var early));
        Fail(3);
        _now += _policy.Recovery;

        _breaker.Succeeded(early, _policy, slow: false, _now);
        _breaker.Succeeded(early, _policy, slow: false, _now);

        Assert.NotNull(_breaker.Report);
    }

    [Theory]
    [InlineData(FaultKind.Connect, null, 5)]
    [InlineData(FaultKind.Upstream, null, 30)]
    [InlineData(FaultKind.Overloaded, 90, 90)]
    [InlineData(FaultKind.Authentication, null, 300)]
    [InlineData(FaultKind.RateLimit, null, 5)]
    [InlineData(FaultKind.RateLimit, 2, 2)]
    [InlineData(FaultKind.RateLimit, 7200, 7200)]
    public void Recovery_depends_on_what_went_wrong(FaultKind kind, int? retryAfter, int seconds)
    {
        var fault = new Fault(kind, "") { RetryAfter = retryAfter is { } asked ? TimeSpan.FromSeconds(asked) : null };

        for (var i = 0; i < (kind == FaultKind.RateLimit ? 1 : 3); i++)
            _breaker.Failed(default, _policy, fault, slow: false, _now);

        Assert.Equal(TimeSpan.FromSeconds(seconds), _breaker.Report!.Until - _now);
    }

    [Fact]
    public void Closing_by_hand_keeps_the_counts_and_resetting_does_not()
    {
        Fail(3);
        _breaker.Close();
        Assert.Null(_breaker.Report);
        Fail(3);
        Assert.Equal(2 * _policy.Recovery, _breaker.Report!.Until - _now);

        _breaker.Reset();
        Fail(3);

        Assert.Equal(_policy.Recovery, _breaker.Report!.Until - _now);
    }

    [Fact]
    public void Switched_off_it_stays_closed()
    {
        for (var i = 0; i < 100; i++)
            _breaker.Failed(default, _policy with { Enabled = false }, Failure, slow: true, _now);

        Assert.Null(_breaker.Report);
    }

    [Fact]
    public async Task Of_many_requests_at_once_one_probes()
    {
        Fail(3);
        _now += _policy.Recovery;

        var entered = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => _breaker.TryEnter(insists: false, _now, out var _))));

        Assert.Single(entered, static through => through);
    }

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.True(_breaker.TryEnter(insists: true, _now, out var pass));
            _breaker.Failed(pass, _policy, Failure, slow: false, _now);
        }
    }

    private void Succeed(int times, bool slow = false)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.True(_breaker.TryEnter(insists: true, _now, out var pass));
            _breaker.Succeeded(pass, _policy, slow, _now);
        }
    }
}
