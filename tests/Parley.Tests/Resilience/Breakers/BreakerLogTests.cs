using Microsoft.Extensions.Logging;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Resilience;

namespace Parley.Tests.Resilience.Breakers;

public sealed class BreakerLogTests : ILogger
{
    private readonly BreakerPolicy _policy = new() { ConsecutiveFailures = 2, MinimumCalls = 100 };
    private readonly List<string> _lines = [];
    private readonly Breaker _breaker;
    private DateTimeOffset _now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public BreakerLogTests() => _breaker = new Breaker(new BreakerLog("b/m", this));

    [Fact]
    public void Opening_and_closing_are_a_line_each_and_what_comes_between_is_none()
    {
        for (var i = 0; i < 20; i++)
            Fail(new Fault(FaultKind.Upstream, ""));
        _now = _breaker.Report!.Until;
        Succeed();
        Succeed();

        Assert.Equal(
            ["Warning The breaker of b/m is open until 2026-01-01 12:00:30Z: 2 failures in a row, the last: Upstream", "Information The breaker of b/m is closed: it answers again"],
            _lines);
    }

    [Fact]
    public void Target_that_fails_its_trial_is_told_again_with_the_new_time()
    {
        for (var i = 0; i < 2; i++)
            Fail(new Fault(FaultKind.Upstream, ""));
        _now = _breaker.Report!.Until;
        Fail(new Fault(FaultKind.Upstream, ""));

        Assert.Equal("Warning The breaker of b/m is open until 2026-01-01 12:01:30Z: it failed again (Upstream)", _lines[^1]);
        Assert.Equal(2, _lines.Count);
    }

    [Fact]
    public void Limit_is_no_warning_and_one_of_less_than_a_second_is_not_worth_a_line()
    {
        for (var i = 0; i < 50; i++)
        {
            Fail(new Fault(FaultKind.RateLimit, "") { RetryAfter = TimeSpan.FromMilliseconds(20) });
            _now += TimeSpan.FromMilliseconds(30);
        }
        Assert.Empty(_lines);

        Fail(new Fault(FaultKind.RateLimit, "") { RetryAfter = TimeSpan.FromSeconds(40) });

        Assert.StartsWith("Information The breaker of b/m is open until ", Assert.Single(_lines));
    }

    [Fact]
    public void Reset_of_a_closed_breaker_is_no_closing()
    {
        _breaker.Reset();

        Assert.Empty(_lines);
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _lines.Add($"{logLevel} {formatter(state, exception)}");

    private void Fail(Fault fault)
    {
        _breaker.TryEnter(insists: true, _now, out var pass);
        _breaker.Failed(pass, _policy, fault, slow: false, _now);
    }

    private void Succeed()
    {
        _breaker.TryEnter(insists: true, _now, out var pass);
        _breaker.Succeeded(pass, _policy, slow: false, _now);
    }
}
