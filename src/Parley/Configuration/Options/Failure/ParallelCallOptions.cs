namespace Parley.Configuration.Options;

/// <summary>The section <c>parallel</c> of a model name: all its targets are asked at once.</summary>
public sealed record ParallelCallOptions
{
    /// <summary>Nothing is said.</summary>
    public static ParallelCallOptions None { get; } = new();

    /// <summary>Which answer counts; null when they are asked one after the other.</summary>
    public ParallelMode? Mode { get; init; }

    /// <summary>How many are asked at most.</summary>
    public int MaxTargets { get; init; } = 3;
}

/// <summary>Which of several answers counts.</summary>
public enum ParallelMode
{
    /// <summary>The one that begins first. The others are ended.</summary>
    First,

    /// <summary>The one that is complete first. The others are ended.</summary>
    Fastest,

    /// <summary>The one that is complete first. The others are heard to their end, and recorded.</summary>
    All,
}
