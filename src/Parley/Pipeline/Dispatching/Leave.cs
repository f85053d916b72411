namespace Parley.Pipeline.Dispatching;

/// <summary>What an attempt may do that begins now.</summary>
[Flags]
internal enum Leave
{
    /// <summary>Somebody else may be better: it goes at once, or not at all.</summary>
    None = 0,

    /// <summary>It may wait for room within the limits of its backend.</summary>
    Wait = 1,

    /// <summary>No breaker is in its way.</summary>
    Insist = 2,

    /// <summary>Nobody else is left.</summary>
    All = Wait | Insist,
}
