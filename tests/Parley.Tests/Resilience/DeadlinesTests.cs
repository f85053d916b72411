using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Resilience;

namespace Parley.Tests.Resilience;

public sealed class DeadlinesTests
{
    private static readonly Timeouts Long = new() { FirstEvent = TimeSpan.FromHours(1), Idle = TimeSpan.FromHours(1), Total = TimeSpan.FromHours(1) };

    [Fact]
    public void Time_that_is_left_of_the_request_cuts_the_attempts_own()
    {
        using var watchdog = new Watchdog(TimeProvider.System);
        using var deadlines = new Deadlines(watchdog, Long, TimeSpan.FromSeconds(2), CancellationToken.None);
        var second = TimeProvider.System.TimestampFrequency;

        deadlines.Tick(TimeProvider.System.GetTimestamp() + second);
        var before = deadlines.Expired;
        deadlines.Tick(TimeProvider.System.GetTimestamp() + (3 * second));

        Assert.Null(before);
        Assert.Equal(FaultKind.TotalTimeout, deadlines.Expired);
        Assert.Equal("The time that the request has is over.", deadlines.Reason);
        Assert.True(deadlines.Token.IsCancellationRequested);
    }

    [Fact]
    public void Nothing_left_is_over_at_once()
    {
        using var watchdog = new Watchdog(TimeProvider.System);
        using var deadlines = new Deadlines(watchdog, Long, TimeSpan.Zero, CancellationToken.None);

        deadlines.Tick(TimeProvider.System.GetTimestamp() + 1);

        Assert.Equal(FaultKind.TotalTimeout, deadlines.Expired);
    }

    [Fact]
    public void Attempt_that_is_abandoned_ends_for_its_reason_and_no_deadline()
    {
        using var watchdog = new Watchdog(TimeProvider.System);
        using var deadlines = new Deadlines(watchdog, Long, TimeSpan.MaxValue, CancellationToken.None);

        deadlines.Abandon("Another attempt answered first.");

        Assert.True(deadlines.Token.IsCancellationRequested);
        Assert.Null(deadlines.Expired);
        Assert.Equal("Another attempt answered first.", deadlines.Reason);
    }
}
