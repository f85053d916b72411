using Parley.Configuration;

namespace Parley.Resilience;

/// <summary>
/// Keeps requests to a backend within its limits. What cannot go at once waits in a bounded queue: the urgent first, callers by turns, nobody longer than it can, and none overtaken by a later one of its key and model.
/// Thread-safe; one lock for a backend, which is taken only where limits are configured.
/// </summary>
internal sealed class LimitGate(TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string, string), LimitUse> _uses = [];
    private readonly LimitQueue _queue = new();
    private ITimer? _timer;
    private LimitPolicy _policy = new();
    private int _running;

    /// <summary>Takes at once; null when that cannot be, or others wait already.</summary>
    public Reservation? TryTake(LimitPolicy policy, in LimitAsk ask)
    {
        lock (_gate)
        {
            _policy = policy;
            var now = time.GetUtcNow();
            return _queue.Holds(ask) || (policy.Concurrency <= _running && _queue.Count > 0) || FreeAt(ask, now) > now ? null : Take(ask, now);
        }
    }

    /// <summary>Takes, and waits for that as long as may be; null when the wait would be too long, was, or was broken off.</summary>
    public async ValueTask<Reservation?> TakeAsync(LimitPolicy policy, LimitAsk ask, CancellationToken cancellationToken)
    {
        LimitWaiter waiter;
        lock (_gate)
        {
            _policy = policy;
            var now = time.GetUtcNow();
            var patience = ask.Patience < policy.MaxWait ? ask.Patience : policy.MaxWait;
            // Whoever would wait in vain is told so at once. A place among those that run may be free at any time.
            var isInVain = patience <= TimeSpan.Zero || UseOf(ask).FreeAt(policy, ask.Tokens, now) - now > patience;
            if (isInVain || _queue.Count >= policy.Queue)
                return _queue.Count == 0 && FreeAt(ask, now) <= now ? Take(ask, now) : null;
            waiter = _queue.Add(ask, now + patience);
            Admit(now);
        }
        await using var leaving = cancellationToken.UnsafeRegister(static state => ((LimitWaiter)state!).Granted.TrySetResult(null), waiter).ConfigureAwait(false);
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
            _running--;
            if (tokens is { } used)
                taken.Use.Settle(taken, used, now);
            Admit(now);
        }
    }

    /// <summary>After what time a request may go, as far as is known now; zero for at once. Who waits before it is not reckoned.</summary>
    public TimeSpan FreeIn(LimitPolicy policy, in LimitAsk ask)
    {
        lock (_gate)
        {
            _policy = policy;
            var now = time.GetUtcNow();
            var free = FreeAt(ask, now);
            return free == DateTimeOffset.MaxValue ? TimeSpan.FromSeconds(1) : free - now;
        }
    }

    public void Dispose() => _timer?.Dispose();

    /// <summary>When a request may go; the end of time while all places are taken, since nobody knows when one is free.</summary>
    private DateTimeOffset FreeAt(in LimitAsk ask, DateTimeOffset now) => _policy.Concurrency <= _running ? DateTimeOffset.MaxValue : UseOf(ask).FreeAt(_policy, ask.Tokens, now);

    private Reservation Take(in LimitAsk ask, DateTimeOffset now)
    {
        _running++;
        return UseOf(ask).Take(_policy, ask.Tokens, now);
    }

    private LimitUse UseOf(in LimitAsk ask)
    {
        if (!_uses.TryGetValue((ask.Key, ask.Model), out var use))
            _uses[(ask.Key, ask.Model)] = use = new LimitUse();
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
            if (waiter.Deadline <= now)
            {
                _queue.Remove(waiter);
                waiter.Granted.TrySetResult(null);
                continue;
            }
            next = waiter.Deadline < next ? waiter.Deadline : next;
            if (held?.Contains((ask.Key, ask.Model)) == true)
                continue;
            if (FreeAt(ask, now) is var free && free > now)
            {
                (held ??= []).Add((ask.Key, ask.Model));
                next = free < next ? free : next;
                continue;
            }
            _queue.Remove(waiter);
            var taken = Take(ask, now);
            if (!waiter.Granted.TrySetResult(taken))
                _running--;
        }
        LookAgain(next, now);
    }

    private void LookAgain(DateTimeOffset next, DateTimeOffset now)
    {
        if (next == DateTimeOffset.MaxValue)
            return;
        _timer ??= time.CreateTimer(static state => ((LimitGate)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(next > now ? next - now : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void Look()
    {
        lock (_gate)
            Admit(time.GetUtcNow());
    }
}
