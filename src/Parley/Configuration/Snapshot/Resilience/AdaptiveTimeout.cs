namespace Parley.Configuration;

/// <summary>A deadline for the first event that follows what a target's answers take.</summary>
public sealed record AdaptiveTimeout
{
    /// <summary>The shortest deadline, however fast the answers are.</summary>
    public TimeSpan Base { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest, and the one that holds while too little was seen.</summary>
    public TimeSpan Max { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>By how much the deadline is above what nearly all answers take.</summary>
    public double Multiplier { get; init; } = 1.5;

    /// <summary>Whether requests of low priority, which nobody waits for, get the longest.</summary>
    public bool IsPatient { get; init; }

    /// <summary>The deadline.</summary>
    /// <param name="usual">The time within which 99 of a hundred answers began; null while nobody knows.</param>
    /// <param name="nobodyWaits">Whether the request is one that nobody waits for.</param>
    public TimeSpan After(TimeSpan? usual, bool nobodyWaits = false)
    {
        if ((nobodyWaits && IsPatient) || usual is not { } known || known * Multiplier is var wanted && wanted > Max)
            return Max;
        return wanted < Base ? Base : wanted;
    }
}
