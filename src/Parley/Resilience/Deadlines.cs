using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;

namespace Parley.Resilience;

/// <summary>
/// The deadlines of one attempt: first event, silence between events, the whole. (The connection's own deadline is the handler's.)
/// Ends the attempt through its token and remembers which deadline it was; a caller who leaves ends it too, and is told apart.
/// </summary>
internal sealed class Deadlines : Watched, IDeadlines, IDisposable
{
    private readonly Watchdog _watchdog;
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _caller;
    private readonly long _born;
    private long _started;
    private bool _isHeld;
    private readonly long _firstEvent;
    private readonly long _idle;
    private readonly long _total;
    private long _lastProgress;
    private readonly long _left;
    private int _expired = -1;
    private string? _reason;

    /// <summary>Starts the clocks.</summary>
    /// <param name="watchdog">Who looks at them.</param>
    /// <param name="timeouts">How long the attempt may wait for what.</param>
    /// <param name="left">What is left of the time that the whole request has.</param>
    /// <param name="caller">Cancelled when the caller goes away.</param>
    public Deadlines(Watchdog watchdog, Timeouts timeouts, TimeSpan left, CancellationToken caller)
    {
        _watchdog = watchdog;
        _born = _started = watchdog.Time.GetTimestamp();
        _firstEvent = Ticks(timeouts.FirstEvent);
        _idle = Ticks(timeouts.Idle);
        _total = Ticks(timeouts.Total);
        _left = left <= TimeSpan.Zero ? 0 : Ticks(left);
        _caller = caller.UnsafeRegister(static state => ((Deadlines)state!).Cancel(), this);
        watchdog.Add(this);
    }

    /// <summary>How fast the stream must come; null where that does not matter.</summary>
    public Pace? Pace { get; init; }

    public CancellationToken Token => _source.Token;

    public FaultKind? Expired => Volatile.Read(ref _expired) is >= 0 and var kind ? (FaultKind)kind : null;

    public string? Reason => Volatile.Read(ref _reason);

    public TimeSpan Elapsed => _watchdog.Time.GetElapsedTime(Volatile.Read(ref _started));

    public DateTimeOffset? Now => _watchdog.Time.GetUtcNow();

    public void Progress() => Volatile.Write(ref _lastProgress, _watchdog.Time.GetTimestamp());

    public void Writing(long bytes) => Pace?.Writing(bytes);

    public void Wrote() => Pace?.Wrote();

    public override void Tick(long now)
    {
        if (now - _born > _left)
            Expire(FaultKind.TotalTimeout, "The time that the request has is over.");
        else if (!Volatile.Read(ref _isHeld))
            Look(now, Volatile.Read(ref _started), Volatile.Read(ref _lastProgress));
    }

    private void Look(long now, long started, long last)
    {
        if (now - started > _total)
            Expire(FaultKind.TotalTimeout);
        else if (last == 0 && now - started > _firstEvent)
            Expire(FaultKind.FirstEventTimeout);
        else if (last != 0 && now - last > _idle)
            Expire(FaultKind.IdleTimeout);
        else if (Pace?.IsTooSlow(now) == true)
            Expire(FaultKind.IdleTimeout, Pace.Reason);
    }

    /// <summary>The clocks stand still while the attempt waits for its turn; the time of the whole request goes on.</summary>
    public void Hold() => Volatile.Write(ref _isHeld, true);

    /// <summary>They start afresh.</summary>
    public void Go()
    {
        Volatile.Write(ref _started, _watchdog.Time.GetTimestamp());
        Volatile.Write(ref _isHeld, false);
    }

    /// <summary>Ends the attempt, which is not needed any more.</summary>
    public void Abandon(string reason)
    {
        Interlocked.CompareExchange(ref _reason, reason, null);
        Cancel();
    }

    public void Dispose()
    {
        _watchdog.Remove(this);
        _caller.Dispose();
        // The source is not disposed: a tick that is under way may still cancel it, and it holds neither timer nor wait handle.
    }

    private void Expire(FaultKind kind, string? reason = null)
    {
        if (Interlocked.CompareExchange(ref _expired, (int)kind, -1) != -1)
            return;
        Interlocked.CompareExchange(ref _reason, reason, null);
        Cancel();
    }

    private void Cancel() => _source.Cancel();

    private long Ticks(TimeSpan limit) => limit <= TimeSpan.Zero || limit == TimeSpan.MaxValue
        ? long.MaxValue
        : (long)(limit.TotalSeconds * _watchdog.Time.TimestampFrequency);
}
