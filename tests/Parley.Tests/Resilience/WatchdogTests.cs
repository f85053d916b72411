using Parley.Resilience;

namespace Parley.Tests.Resilience;

public sealed class WatchdogTests
{
    [Fact]
    public void Timer_that_fires_during_a_round_does_not_disturb_it()
    {
        var time = new HandTime();
        using var watchdog = new Watchdog(time);
        var (first, second) = (new Counting(time.Fire), new Counting(static () => { }));
        watchdog.Add(first);
        watchdog.Add(second);

        time.Fire();
        time.Fire();

        Assert.Equal((2, 2), (first.Ticks, second.Ticks));
    }

    [Fact]
    public void Watched_that_leaves_is_looked_at_no_more()
    {
        var time = new HandTime();
        using var watchdog = new Watchdog(time);
        var watched = new Counting(static () => { });
        watchdog.Add(watched);
        time.Fire();
        watchdog.Remove(watched);

        time.Fire();

        Assert.Equal(1, watched.Ticks);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Others_are_still_looked_at_when_one_of_them_leaves(int leaver)
    {
        var time = new HandTime();
        using var watchdog = new Watchdog(time);
        var all = Enumerable.Range(0, 3).Select(static _ => new Counting(static () => { })).ToArray();
        Array.ForEach(all, watchdog.Add);

        watchdog.Remove(all[leaver]);
        watchdog.Remove(all[leaver]);
        time.Fire();

        Assert.Equal([.. all.Select(one => one == all[leaver] ? 0 : 1)], all.Select(static one => one.Ticks));
    }

    private sealed class Counting(Action onTick) : Watched
    {
        public int Ticks { get; private set; }

        public override void Tick(long now)
        {
            if (++Ticks == 1)
                onTick();
        }
    }

    /// <summary>A clock whose one timer fires when the test says so, even while it is firing.</summary>
    private sealed class HandTime : TimeProvider
    {
        private Action? _fire;

        public void Fire() => _fire!();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _fire = () => callback(state);
            return new HandTimer();
        }

        private sealed class HandTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
