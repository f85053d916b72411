namespace Parley.Resilience;

/// <summary>The part of it that hears what providers say of their limits.</summary>
internal sealed partial class LimitGate
{
    /// <summary>So long at most the word of another gateway is believed; then the provider's own answer says more.</summary>
    private static readonly TimeSpan HintHolds = TimeSpan.FromMinutes(1);

    private bool _hasHints;

    /// <summary>Takes what a provider says of its limits.</summary>
    public void Learn(string key, string model, in LimitNews news)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            UseOf(new LimitAsk(key, model, 0)).Learn(news, now);
            Admit(now);
        }
    }

    /// <summary>Takes that a provider refuses more for a while. Times are extended, never shortened.</summary>
    public void Block(string key, string model, TimeSpan wait)
    {
        lock (_gate)
            UseOf(new LimitAsk(key, model, 0)).Block(time.GetUtcNow() + wait);
    }

    /// <summary>Another gateway was told that a limit is reached. A request that is served all the same shows that it does not hold here.</summary>
    public void Hint(string key, string model, TimeSpan wait)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            UseOf(new LimitAsk(key, model, 0)).Hint(now, now + (wait < HintHolds ? wait : HintHolds));
            Volatile.Write(ref _hasHints, true);
        }
    }

    /// <summary>A request that began at a time was served. Costs a look where nothing was heard of others.</summary>
    public void Served(string key, string model, TimeSpan duration)
    {
        if (!Volatile.Read(ref _hasHints))
            return;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (UseOf(new LimitAsk(key, model, 0)).Disprove(now - duration))
                Admit(now);
        }
    }

    /// <summary>Forgets what providers said.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            foreach (var use in _uses.Values)
                use.Forget();
            Admit(time.GetUtcNow());
        }
    }
}
