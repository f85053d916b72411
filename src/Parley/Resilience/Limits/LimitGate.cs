using Parley.Configuration;

namespace Parley.Resilience;

/// <summary>
/// Keeps requests to a backend within its limits. What cannot go at once waits in a bounded queue: the urgent first, callers by turns, nobody longer than it can, and none overtaken by a later one of its key and model.
/// Thread-safe; one lock for a backend, which is taken only where limits are configured or were learned.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="share">What this gateway holds of limits that several keep together; null where it is the only one.</param>
internal sealed partial class LimitGate(TimeProvider time, ILimitShare? share = null) : IDisposable
{
    /// <summary>Callers may name models at will: beyond so many, those that are new share their counts.</summary>
    private const int Most = 10_000;

    /// <summary>Nobody knows when a request that runs ends.</summary>
    private static readonly TimeSpan UntilAPlaceIsFree = TimeSpan.FromSeconds(1);

    /// <summary>A share comes in a moment, or it is known by then that it cannot.</summary>
    private static readonly TimeSpan UntilAShareComes = TimeSpan.FromSeconds(3);

    /// <summary>So many may wait for one, whatever the queue: alone they would have gone at once.</summary>
    private const int MostForAShare = 1000;

    /// <summary>Timers take no longer times than some weeks.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string, string), LimitUse> _uses = [];
    private readonly LimitQueue _queue = new();
    private (string? Key, string? Model, LimitUse Use) _last = (null, null, null!);
    private ITimer? _timer;
    private int _running;

    /// <summary>Takes at once; null when that cannot be, or others wait already.</summary>
    public Reservation? TryTake(LimitPolicy policy, in LimitAsk ask)
    {
        lock (_gate)
            return TakeNow(policy, ask, time.GetUtcNow());
    }

    /// <summary>Takes, and waits for that as long as may be; null when the wait would be too long, was, or was broken off. A share that lacks is waited for also by those without patience: it comes in a moment.</summary>
    public async ValueTask<Reservation?> TakeAsync(LimitPolicy policy, LimitAsk ask, CancellationToken cancellationToken)
    {
        LimitWaiter waiter;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (TakeNow(policy, ask, now) is { } taken)
                return taken;
            if (PatienceOf(policy, ask, now) is not { } patience)
                return null;
            waiter = _queue.Add(policy, ask, now + patience);
            Admit(now);
        }
        using var leaving = cancellationToken.UnsafeRegister(static state => ((LimitWaiter)state!).Granted.TrySetResult(null), waiter);
        var granted = await waiter.Granted.Task.ConfigureAwait(false);
        if (granted is null)
        {
            lock (_gate)
            {
                _queue.Remove(waiter);
                Admit(time.GetUtcNow());
            }
        }
        return granted;
    }

    /// <summary>Gives back a place, and says what was used.</summary>
    /// <param name="taken">What was taken.</param>
    /// <param name="tokens">The tokens that were used; null when nobody knows, so that the estimate stays.</param>
    public void Return(Reservation taken, long? tokens)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            Free(taken, tokens, now);
            Admit(now);
        }
    }

    /// <summary>Counts a request that goes in any case, so that what a provider said of its limits stays true.</summary>
    public void Count(in LimitAsk ask)
    {
        lock (_gate)
            UseOf(ask).Count(ask.Tokens);
    }

    /// <summary>After what time a request may go, behind those that wait; zero for at once.</summary>
    public TimeSpan FreeIn(LimitPolicy policy, in LimitAsk ask) => FullnessFor(policy, ask).FreeIn;

    /// <summary>What stands in the way of a request.</summary>
    public LimitFullness FullnessFor(LimitPolicy policy, in LimitAsk ask)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var (at, limit) = Binding(policy, ask, now, _queue.Ahead(ask));
            return IsFull(policy) && at - now < UntilAPlaceIsFree ? new LimitFullness(UntilAPlaceIsFree, Limit.Concurrency, _queue.Count) : new LimitFullness(at - now, limit, _queue.Count);
        }
    }

    /// <summary>What room there is for a key and model; null while there is room for all.</summary>
    public LimitReport? ReportOf(LimitPolicy policy, string key, string model)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var ask = new LimitAsk(key, model, 1);
            var use = UseOf(ask);
            var isFull = IsFull(policy);
            var (free, limit) = isFull ? (now, Limit.Concurrency) : Binding(policy, ask, now, _queue.Ahead(ask));
            var tokens = use.TokensLeft(policy, now);
            return !isFull && free <= now && tokens is null ? null : new LimitReport(free > now ? free : null, tokens) { IsFull = isFull, IsHint = limit == Limit.Hinted };
        }
    }

    public void Dispose() => _timer?.Dispose();

    /// <summary>Looks at the queue again: there may be more of a share.</summary>
    public void Wake()
    {
        lock (_gate)
            Admit(time.GetUtcNow());
    }

    /// <summary>How long a request may wait; null where it would in vain, and is told so at once. A place among those that run may be free at any time.</summary>
    private TimeSpan? PatienceOf(LimitPolicy policy, in LimitAsk ask, DateTimeOffset now)
    {
        var patience = ask.Patience < policy.MaxWait ? ask.Patience : policy.MaxWait;
        var wait = Binding(policy, ask, now).At - now;
        if (patience > TimeSpan.Zero && _queue.Count < policy.Queue && wait <= patience)
            return patience;
        return share is not null && _queue.Count < MostForAShare && !IsFull(policy) && wait <= TimeSpan.Zero ? UntilAShareComes : null;
    }

    private Reservation? TakeNow(LimitPolicy policy, in LimitAsk ask, DateTimeOffset now) => _queue.Holds(ask) ? null : Take(policy, ask, now, out _);

    private bool IsFull(LimitPolicy policy) => policy.Concurrency <= _running;

    /// <summary>When a request may go, and what is the last to give way: of what is counted here, and of what all gateways have used.</summary>
    private (DateTimeOffset At, Limit Limit) Binding(LimitPolicy policy, in LimitAsk ask, DateTimeOffset now, (int Requests, long Tokens) ahead = default)
    {
        var own = UseOf(ask).Binding(policy, ask.Tokens, now, ahead);
        return share?.Binding(policy, ask, now) is { } all && all.At > own.At ? all : own;
    }

    /// <summary>Takes now, or says when to try again; the end of time while all places are taken.</summary>
    private Reservation? Take(LimitPolicy policy, in LimitAsk ask, DateTimeOffset now, out DateTimeOffset free)
    {
        var use = UseOf(ask);
        free = IsFull(policy) ? DateTimeOffset.MaxValue : use.FreeAt(policy, ask.Tokens, now);
        if (free > now)
            return null;
        var shared = share?.TryTake(policy, ask);
        if (share is not null && shared is null)
        {
            free = now + UntilAPlaceIsFree;
            return null;
        }
        _running++;
        return use.Take(policy, ask.Tokens, now, shared);
    }

    private void Free(Reservation taken, long? tokens, DateTimeOffset now)
    {
        _running--;
        if (tokens is { } used)
            taken.Use.Settle(taken, used, now);
        taken.Shared?.End(tokens);
    }

    private LimitUse UseOf(in LimitAsk ask)
    {
        // Nearly always it is the one that was asked for before.
        if (ReferenceEquals(ask.Model, _last.Model) && ReferenceEquals(ask.Key, _last.Key))
            return _last.Use;
        var use = Find(ask);
        _last = (ask.Key, ask.Model, use);
        return use;
    }

    private LimitUse Find(in LimitAsk ask)
    {
        if (_uses.TryGetValue((ask.Key, ask.Model), out var use))
            return use;
        var place = (ask.Key, _uses.Count < Most ? ask.Model : "");
        if (!_uses.TryGetValue(place, out use))
            _uses[place] = use = new LimitUse();
        return use;
    }

    /// <summary>Lets go all that may, in their order, and says when to look again.</summary>
    private void Admit(DateTimeOffset now)
    {
        var next = DateTimeOffset.MaxValue;
        HashSet<(string, string)>? held = null;
        foreach (var waiter in _queue.InOrder())
        {
            var ask = waiter.Ask;
            if (waiter.Deadline <= now || waiter.Granted.Task.IsCompleted)
            {
                _queue.Remove(waiter);
                waiter.Granted.TrySetResult(null);
                continue;
            }
            next = waiter.Deadline < next ? waiter.Deadline : next;
            if (held?.Contains((ask.Key, ask.Model)) == true)
                continue;
            if (Take(waiter.Policy, ask, now, out var free) is not { } taken)
            {
                (held ??= []).Add((ask.Key, ask.Model));
                next = free < next ? free : next;
                continue;
            }
            _queue.Remove(waiter);
            // If not, it was cancelled in this very moment.
            if (!waiter.Granted.TrySetResult(taken))
                Free(taken, 0, now);
        }
        LookAgain(next, now);
    }

    private void LookAgain(DateTimeOffset next, DateTimeOffset now)
    {
        if (next == DateTimeOffset.MaxValue)
            return;
        _timer ??= time.CreateTimer(static state => ((LimitGate)state!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var sleep = next > now ? next - now : TimeSpan.Zero;
        _timer.Change(sleep < LongestSleep ? sleep : LongestSleep, Timeout.InfiniteTimeSpan);
    }
}
