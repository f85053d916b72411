using Parley.Hardware;

namespace Parley.Resilience;

/// <summary>What is known of a target at one moment, copied, so that a decision can be explained by the very values that it was made of.</summary>
public readonly record struct TargetFacts
{
    // A candidate has these by the thousand: what is null takes no room of its own.
    private readonly double _firstEventMs;
    private readonly long _firstEventAt;
    private readonly uint _attempts;
    private readonly uint _failures;
    private readonly RareFacts? _rare;

    /// <summary>Attempts under way.</summary>
    public int InFlight { get; init; }

    /// <summary>The recent time to the first event, in milliseconds, peaks kept; null while nothing was measured.</summary>
    public double? FirstEventMs { get => _firstEventMs > 0 ? _firstEventMs : null; init => _firstEventMs = value is { } measured ? Math.Max(measured, double.Epsilon) : 0; }

    /// <summary>When the last of these was measured; null while nothing was.</summary>
    public DateTimeOffset? FirstEventAt { get => _firstEventAt > 0 ? new DateTimeOffset(_firstEventAt, TimeSpan.Zero) : null; init => _firstEventAt = value?.UtcTicks ?? 0; }

    /// <summary>When the last of these was measured, in ticks of UTC; 0 while nothing was.</summary>
    internal long FirstEventTicks { get => _firstEventAt; init => _firstEventAt = value; }

    /// <summary>Attempts that have ended since the start.</summary>
    public long Attempts { get => _attempts; init => _attempts = (uint)Math.Min(value, uint.MaxValue); }

    /// <summary>Those of them that failed by the target's own fault.</summary>
    public long Failures { get => _failures; init => _failures = (uint)Math.Min(value, uint.MaxValue); }

    /// <summary>Whether there is nothing to say of breaker, health, loaded models, queues, hardware and limits.</summary>
    internal bool IsPlain => _rare is null;

    /// <summary>Its breaker; null while that is closed.</summary>
    public BreakerReport? Breaker { get => _rare?.Breaker; init => _rare = value is null && _rare is null ? null : Rare with { Breaker = value }; }

    /// <summary>What asking its backend showed last; null when it is not asked.</summary>
    public HealthReport? Health { get => _rare?.Health; init => _rare = value is null && _rare is null ? null : Rare with { Health = value }; }

    /// <summary>Whether its server has the model in memory; null when that does not say.</summary>
    public bool? IsLoaded { get => _rare?.IsLoaded; init => _rare = value is null && _rare is null ? null : Rare with { IsLoaded = value }; }

    /// <summary>The requests that wait at its server, whoever sent them; null when that does not say.</summary>
    public int? Waiting { get => _rare?.Waiting; init => _rare = value is null && _rare is null ? null : Rare with { Waiting = value }; }

    /// <summary>How the hardware is that it runs on; null when unknown, which that of remote backends is.</summary>
    public HardwareFacts? Hardware { get => _rare?.Hardware; init => _rare = value is null && _rare is null ? null : Rare with { Hardware = value }; }

    /// <summary>What room its limits leave; null while there is room for all, or no limits are known.</summary>
    public LimitReport? Limits { get => _rare?.Limits; init => _rare = value is null && _rare is null ? null : Rare with { Limits = value }; }

    /// <summary>Whether an operator holds the breakers of its backend open.</summary>
    public bool IsHeldOpen { get => _rare?.IsHeldOpen == true; init => _rare = !value && _rare is null ? null : Rare with { IsHeldOpen = value }; }

    private RareFacts Rare => _rare ?? RareFacts.None;

    /// <summary>What there is nothing to say of at most targets.</summary>
    private sealed record RareFacts
    {
        public static RareFacts None { get; } = new();

        public BreakerReport? Breaker { get; init; }

        public HealthReport? Health { get; init; }

        public bool? IsLoaded { get; init; }

        public int? Waiting { get; init; }

        public HardwareFacts? Hardware { get; init; }

        public LimitReport? Limits { get; init; }

        public bool IsHeldOpen { get; init; }
    }
}
