using Parley.Configuration;
using Parley.Providers;

namespace Parley.Resilience;

/// <summary>What holds for a backend with all its models. Lives through reloads of the configuration, for as long as its address is the same. Thread-safe.</summary>
/// <param name="time">The clock.</param>
/// <param name="share">What this gateway holds of its limits; null where it is the only one.</param>
internal sealed class BackendState(TimeProvider time, ILimitShare? share = null)
{
    private bool _isHeldOpen;
    private HealthReport? _health;
    private ServerLoad? _load;
    private LimitGate? _gate;

    /// <summary>Its keys, where it has several.</summary>
    public KeyPool Keys { get; } = new(time);

    /// <summary>Its gate; null while no limits are known and none were needed.</summary>
    public LimitGate? Gate => Volatile.Read(ref _gate);

    /// <summary>Its gate, made where there is none.</summary>
    public LimitGate NeededGate => Gate ?? Interlocked.CompareExchange(ref _gate, new LimitGate(time, share), null) ?? Gate!;

    /// <summary>The target with the key for the next attempt; keys that have room for it come first.</summary>
    public Target WithKey(Target target, string? preferred, long tokens) => Gate is not { } gate
        ? Keys.TakeFor(target, preferred)
        : Keys.TakeFor(target, preferred, keyed => gate.FreeIn(keyed.Limits ?? LimitPolicy.None, new LimitAsk(keyed.Key!.Name, target.Model, tokens)));

    /// <summary>What room its limits leave for a model, by the best of its keys; null while there is room for all.</summary>
    public LimitReport? RoomFor(Target target)
    {
        if (Gate is not { } gate)
            return null;
        var backend = target.Backend;
        if (backend.Keyed.IsEmpty)
            return gate.ReportOf(backend.Limits ?? LimitPolicy.None, "", target.Model);
        LimitReport? best = null;
        foreach (var keyed in backend.Keyed)
        {
            if (!Keys.Lives(keyed, target.Model))
                continue;
            if (gate.ReportOf(keyed.Limits ?? LimitPolicy.None, keyed.Key!.Name, target.Model) is not { } report)
                return null;
            if (best is null || report.IsBetterThan(best))
                best = report;
        }
        return best;
    }

    /// <summary>Forgets what was seen of its keys and limits.</summary>
    public void Reset()
    {
        Keys.Reset();
        Gate?.Forget();
    }

    /// <summary>Whether an operator holds its breakers open.</summary>
    public bool IsHeldOpen
    {
        get => Volatile.Read(ref _isHeldOpen);
        set => Volatile.Write(ref _isHeldOpen, value);
    }

    /// <summary>What asking it showed last; null when it is not asked.</summary>
    public HealthReport? Health
    {
        get => Volatile.Read(ref _health);
        set => Volatile.Write(ref _health, value);
    }

    /// <summary>What it said of its load last; null when it says nothing.</summary>
    public ServerLoad? Load
    {
        get => Volatile.Read(ref _load);
        set => Volatile.Write(ref _load, value);
    }

    /// <summary>Why it cannot answer, as far as is known; null when it may.</summary>
    public string? Trouble => IsHeldOpen ? "an operator holds its breaker open" : Health is { IsWell: false } ill ? $"its health check fails: {ill.Reason}" : null;
}
