using Parley.Resilience;

namespace Parley.Tests.Resilience;

public sealed class FirstEventTimesTests
{
    [Fact]
    public void Few_say_nothing()
    {
        var times = new FirstEventTimes();
        for (var i = 0; i < 19; i++)
            times.Add(TimeSpan.FromSeconds(1));

        Assert.Null(times.Within(95));
    }

    [Fact]
    public void Percentile_is_exact_to_fifteen_per_cent()
    {
        var times = new FirstEventTimes();
        for (var i = 1; i <= 1000; i++)
            times.Add(TimeSpan.FromMilliseconds(i));

        Assert.InRange(times.Within(95)!.Value.TotalMilliseconds, 950, 950 * 1.15);
        Assert.InRange(times.Within(50)!.Value.TotalMilliseconds, 500, 500 * 1.15);
    }

    [Fact]
    public void What_is_long_ago_is_forgotten()
    {
        var times = new FirstEventTimes();
        for (var i = 0; i < 2000; i++)
            times.Add(TimeSpan.FromSeconds(10));
        for (var i = 0; i < 20_000; i++)
            times.Add(TimeSpan.FromMilliseconds(100));

        Assert.InRange(times.Within(95)!.Value.TotalMilliseconds, 100, 115);
    }
}
