namespace Parley.Configuration.Options;

/// <summary>The group <c>breaker</c>, of the gateway or of a backend. Null is what was not said.</summary>
public sealed record BreakerOptions
{
    /// <summary>Whether breakers open at all.</summary>
    public bool? Enabled { get; init; }

    /// <summary>So many failures in a row open it.</summary>
    public int? ConsecutiveFailures { get; init; }

    /// <summary>The share of failures that opens it.</summary>
    public double? FailureRate { get; init; }

    /// <summary>From which time on a call is slow.</summary>
    public TimeSpan? SlowCall { get; init; }

    /// <summary>The share of slow calls that opens it.</summary>
    public double? SlowCallRate { get; init; }

    /// <summary>How many calls a share needs to count.</summary>
    public int? MinimumCalls { get; init; }

    /// <summary>How far back shares look.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>How long it stays open the first time.</summary>
    public TimeSpan? Recovery { get; init; }

    /// <summary>The longest that it stays open.</summary>
    public TimeSpan? MaxRecovery { get; init; }

    /// <summary>These on top of others.</summary>
    internal BreakerPolicy Over(BreakerPolicy lower) => new()
    {
        Enabled = Enabled ?? lower.Enabled,
        ConsecutiveFailures = ConsecutiveFailures ?? lower.ConsecutiveFailures,
        FailureRate = FailureRate ?? lower.FailureRate,
        SlowCall = SlowCall is { } slow ? (slow > TimeSpan.Zero ? slow : null) : lower.SlowCall,
        SlowCallRate = SlowCallRate ?? lower.SlowCallRate,
        MinimumCalls = MinimumCalls ?? lower.MinimumCalls,
        Window = Window ?? lower.Window,
        Recovery = Recovery ?? lower.Recovery,
        MaxRecovery = MaxRecovery ?? lower.MaxRecovery,
    };
}
