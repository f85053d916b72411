namespace Parley.Resilience;

/// <summary>The states of a breaker.</summary>
public enum BreakerState
{
    /// <summary>Requests go through.</summary>
    Closed,

    /// <summary>The target comes last, until a time.</summary>
    Open,

    /// <summary>The time is over: single requests try whether the target is well.</summary>
    HalfOpen,
}

/// <summary>A breaker that is not closed, at one moment. Immutable, so that decisions can hold it.</summary>
/// <param name="Since">When it opened.</param>
/// <param name="Until">Until when it stays open; then it is half open.</param>
/// <param name="Reason">What opened it, in words that hold nothing of callers.</param>
public sealed record BreakerReport(DateTimeOffset Since, DateTimeOffset Until, string Reason)
{
    /// <summary>Whether a request is under way that tries the target.</summary>
    public bool IsProbed { get; init; }

    /// <summary>Whether nothing but a hint of another gateway has opened it.</summary>
    public bool IsHint => HintEnds is not null;

    /// <summary>When that hint is too old to stand in anybody's way; null where it is none.</summary>
    internal DateTimeOffset? HintEnds { get; init; }

    /// <summary>The state at a time.</summary>
    public BreakerState StateAt(DateTimeOffset now) => now >= HintEnds ? BreakerState.Closed : now < Until ? BreakerState.Open : BreakerState.HalfOpen;

    /// <summary>Whether requests are to go elsewhere at a time.</summary>
    public bool Bars(DateTimeOffset now) => (now < Until || IsProbed) && !(now >= HintEnds);
}
