namespace Parley.Resilience;

/// <summary>Something that wants to be looked at from time to time.</summary>
internal abstract class Watched
{
    /// <summary>Where the watchdog has it, so that it need not be searched for among thousands; negative while it is not watched. The watchdog's own.</summary>
    internal int Place { get; set; } = -1;

    /// <summary>Called about every <see cref="Watchdog.Period"/>; must not block.</summary>
    public abstract void Tick(long now);
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
    private readonly List<Watched> _watched = [];
    private readonly ITimer _timer;
    private Watched[] _round = [];
    private bool _running;
    private int _inRound;

    public Watchdog(TimeProvider time)
    {
        Time = time;
        _timer = time.CreateTimer(static state => ((Watchdog)state!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The clock that deadlines are measured with.</summary>
    public TimeProvider Time { get; }

    public void Add(Watched watched)
    {
        lock (_gate)
        {
            watched.Place = _watched.Count;
            _watched.Add(watched);
            if (_running)
                return;
            _running = true;
            _timer.Change(Period, Period);
        }
    }

    public void Remove(Watched watched)
    {
        lock (_gate)
        {
            if (watched.Place < 0)
                return;
            var last = _watched[^1];
            _watched[watched.Place] = last;
            last.Place = watched.Place;
            watched.Place = -1;
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
                _round = new Watched[Math.Max(16, count * 2)];
            _watched.CopyTo(_round);
        }
        var now = Time.GetTimestamp();
        for (var i = 0; i < count; i++)
            _round[i].Tick(now);
        Array.Clear(_round, 0, count);
    }
}
