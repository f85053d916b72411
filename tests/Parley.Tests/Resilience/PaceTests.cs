using Parley.Configuration.Options;
using Parley.Resilience;

namespace Parley.Tests.Resilience;

public sealed class PaceTests
{
    private readonly Pace _pace = new(least: 2, window: 1000, frequency: 100);

    [Fact]
    public void Nothing_is_watched_where_nothing_is_said()
    {
        Assert.Null(Pace.Of(SlowStreamOptions.None, TimeProvider.System));
    }

    [Fact]
    public void Stream_that_has_not_begun_is_not_too_slow()
    {
        Assert.False(_pace.IsTooSlow(1));
        Assert.False(_pace.IsTooSlow(100_000));
    }

    [Fact]
    public void Window_with_fewer_tokens_than_the_floor_is_too_slow()
    {
        Say(4);
        Assert.False(_pace.IsTooSlow(1));
        Say(4 * 19);
        Assert.False(_pace.IsTooSlow(1000));
        Assert.True(_pace.IsTooSlow(1001));
    }

    [Fact]
    public void Each_window_counts_for_itself()
    {
        Say(4);
        Assert.False(_pace.IsTooSlow(1));
        Say(4 * 20);
        Assert.False(_pace.IsTooSlow(1001));
        Assert.False(_pace.IsTooSlow(2000));
        Assert.True(_pace.IsTooSlow(2001));
    }

    [Fact]
    public void Time_in_which_the_caller_does_not_read_is_not_counted()
    {
        Say(4);
        Assert.False(_pace.IsTooSlow(1));
        _pace.Writing(4);
        Assert.False(_pace.IsTooSlow(5000));
        _pace.Wrote();
        Assert.False(_pace.IsTooSlow(5900));
        Assert.True(_pace.IsTooSlow(6000));
    }

    private void Say(long bytes)
    {
        _pace.Writing(bytes);
        _pace.Wrote();
    }
}
