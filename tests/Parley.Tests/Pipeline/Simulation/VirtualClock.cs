namespace Parley.Tests.Pipeline.Simulation;

/// <summary>A clock that jumps from one timer to the next, when it is told to. Nothing waits for it.</summary>
internal sealed class VirtualClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<VirtualTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private long _count;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers will fire once: whoever waits for something else than a look at the clock.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _timers.Count(static timer => timer.Due is not null && timer.Period <= TimeSpan.Zero);
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <summary>Goes to the timer that is due next and fires it, on this thread; of those due at once the one that was set first.</summary>
    public void Step()
    {
        VirtualTimer next;
        lock (_gate)
        {
            next = _timers.Where(static timer => timer.Due is not null).MinBy(static timer => (timer.Due, timer.Number)) ?? throw new InvalidOperationException("Nobody waits for anything.");
            _now = next.Due > _now ? next.Due.Value : _now;
            next.Due = next.Period > TimeSpan.Zero ? _now + next.Period : null;
        }
        next.Fire();
    }

    /// <summary>Lets time pass in which nobody waits for anything.</summary>
    public void Pass(TimeSpan time)
    {
        lock (_gate)
            _now += time;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class VirtualTimer(VirtualClock clock, Action fire) : ITimer
    {
        public DateTimeOffset? Due { get; set; }

        public TimeSpan Period { get; private set; }

        public long Number { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
                Due = dueTime < TimeSpan.Zero ? null : clock._now + dueTime;
                (Period, Number) = (period, ++clock._count);
                clock._timers.Add(this);
            }
            return true;
        }

        public void Dispose()
        {
            lock (clock._gate)
                clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
