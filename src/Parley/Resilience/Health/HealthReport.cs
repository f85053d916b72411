namespace Parley.Resilience;

/// <summary>What asking a backend showed. Immutable, so that decisions can hold it.</summary>
/// <param name="IsWell">False once it failed as often in a row as the threshold says; true after the first success.</param>
/// <param name="At">When it was asked last.</param>
public sealed record HealthReport(bool IsWell, DateTimeOffset At)
{
    /// <summary>How often it failed in a row.</summary>
    public int FailuresInARow { get; init; }

    /// <summary>Why it failed last, in words that hold no address; empty after a success.</summary>
    public string Reason { get; init; } = "";

    /// <summary>When it was well last; null when it never was.</summary>
    public DateTimeOffset? LastWell { get; init; }

    /// <summary>How long its last answer took; null when it gave none.</summary>
    public TimeSpan? Latency { get; init; }
}
