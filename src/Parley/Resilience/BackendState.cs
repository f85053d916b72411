using Parley.Providers;

namespace Parley.Resilience;

/// <summary>What holds for a backend with all its models. Lives through reloads of the configuration, for as long as its address is the same. Thread-safe.</summary>
internal sealed class BackendState(TimeProvider time)
{
    private bool _isHeldOpen;
    private HealthReport? _health;
    private ServerLoad? _load;

    /// <summary>Its keys, where it has several.</summary>
    public KeyPool Keys { get; } = new(time);

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
