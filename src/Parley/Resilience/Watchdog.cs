namespace Parley.Resilience;

/// <summary>Something that wants to be looked at from time to time.</summary>
internal interface IWatched
{
    /// <summary>Called about every <see cref="Watchdog.Period"/>; must not block.</summary>
    void Tick(long now);
}

/// <summary>
/// One timer for every deadline and keepalive of the process. A timer or a token source for each waiting stream would cost more than the stream;
/// here a thousand silent streams cost a thousand comparisons per tick. It rests while nothing is watched.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    /// <summary>How often it looks; deadlines are exact to this.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly List<IWatched> _watched = [];
    private readonly ITimer _timer;
    private IWatched[] _round = [];
    private bool _running;
    private int _inRound;

    public Watchdog(TimeProvider time)
    {
        Time = time;
        _timer = time.CreateTimer(static state => ((Watchdog)state!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The clock that deadlines are measured with.</summary>
    public TimeProvider Time { get; }

    public void Add(IWatched watched)
    {
        lock (_gate)
        {
            _watched.Add(watched);
            if (_running)
                return;
            _running = true;
            _timer.Change(Period, Period);
        }
    }

    public void Remove(IWatched watched)
    {
        lock (_gate)
        {
            var index = _watched.LastIndexOf(watched);
            if (index < 0)
                return;
            _watched[index] = _watched[^1];
            _watched.RemoveAt(_watched.Count - 1);
        }
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>Timers call again while a call still runs: a round that takes longer than the period is not joined by the next, which would share its list.</summary>
    private void Tick()
    {
        if (Interlocked.Exchange(ref _inRound, 1) != 0)
            return;
        try
        {
            LookAround();
        }
        finally
        {
            Volatile.Write(ref _inRound, 0);
        }
    }

    private void LookAround()
    {
        int count;
        lock (_gate)
        {
            count = _watched.Count;
            if (count == 0)
            {
                _running = false;
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                return;
            }
            if (_round.Length < count)
                _round = new IWatched[Math.Max(16, count * 2)];
            _watched.CopyTo(_round);
        }
        var now = Time.GetTimestamp();
        for (var i = 0; i < count; i++)
            _round[i].Tick(now);
        Array.Clear(_round, 0, count);
    }
}
