namespace Parley.Configuration.Options;

/// <summary>The section <c>hedge</c>, for all or for a model name: a second attempt when the first is late. Null is what was not said.</summary>
public sealed record HedgeOptions
{
    /// <summary>Nothing is said.</summary>
    public static HedgeOptions None { get; } = new();

    /// <summary>Whether it is done; without this it is not.</summary>
    public bool? Enabled { get; init; }

    /// <summary>After how long; null for the time that <see cref="Percentile"/> of the target's answers began within.</summary>
    public TimeSpan? After { get; init; }

    /// <summary>How many in a hundred of a target's answers are in time.</summary>
    public double? Percentile { get; init; }

    /// <summary>The most second attempts, as a share of the requests.</summary>
    public double? MaxShare { get; init; }

    /// <summary>These on top of others.</summary>
    internal HedgeOptions Over(HedgeOptions lower) => ReferenceEquals(this, None) ? lower : new HedgeOptions
    {
        Enabled = Enabled ?? lower.Enabled,
        After = After ?? lower.After,
        Percentile = Percentile ?? lower.Percentile,
        MaxShare = MaxShare ?? lower.MaxShare,
    };
}
