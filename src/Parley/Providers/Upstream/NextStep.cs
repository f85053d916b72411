namespace Parley.Providers.Upstream;

/// <summary>What is done after an attempt that did not answer.</summary>
public enum NextAction
{
    /// <summary>Nothing more: the caller is told.</summary>
    Stop,

    /// <summary>The same target, or one that was asked before, is asked again.</summary>
    Retry,

    /// <summary>The same target is asked with another of its keys.</summary>
    NextKey,

    /// <summary>The next target is asked.</summary>
    NextTarget,

    /// <summary>A target is asked that was configured for this kind of fault.</summary>
    Fallback,

    /// <summary>A stronger model is asked, since the answer did not convince.</summary>
    Escalate,

    /// <summary>Another attempt, made at the same time, answers.</summary>
    Lost,
}

/// <summary>What was done after an attempt, and why.</summary>
/// <param name="Action">What was done.</param>
/// <param name="Why">Why, as a sentence for people.</param>
public sealed record NextStep(NextAction Action, string Why)
{
    /// <summary>How long was waited before.</summary>
    public TimeSpan Wait { get; init; }
}
