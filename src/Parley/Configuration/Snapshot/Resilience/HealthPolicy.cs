namespace Parley.Configuration;

/// <summary>How a backend is asked if it is well.</summary>
public sealed record HealthPolicy
{
    /// <summary>How often.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an answer may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After how many failures in a row it is not well.</summary>
    public int Threshold { get; init; } = 3;
}
