namespace Parley.Configuration;

/// <summary>When a target's breaker opens, and for how long.</summary>
public sealed record BreakerPolicy
{
    /// <summary>What holds where the operator says nothing.</summary>
    public static BreakerPolicy Default { get; } = new();

    /// <summary>Whether breakers open at all by what they see.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>So many failures in a row open it.</summary>
    public int ConsecutiveFailures { get; init; } = 5;

    /// <summary>The share of failures within the window that opens it, 0 to 1.</summary>
    public double FailureRate { get; init; } = 0.5;

    /// <summary>From which time to the first event on a call is slow; null where none is.</summary>
    public TimeSpan? SlowCall { get; init; }

    /// <summary>The share of slow calls within the window that opens it, 0 to 1.</summary>
    public double SlowCallRate { get; init; } = 0.8;

    /// <summary>How many calls a share needs to count.</summary>
    public int MinimumCalls { get; init; } = 20;

    /// <summary>How far back shares look.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long it stays open the first time, after failures of the server; other classes have shares and multiples of it.</summary>
    public TimeSpan Recovery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest that it stays open, if the provider names no later time.</summary>
    public TimeSpan MaxRecovery { get; init; } = TimeSpan.FromMinutes(30);
}
