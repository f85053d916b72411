namespace Parley.Resilience;

/// <summary>Carries what gateways that share a store have seen of targets from each to the others. Thread-safe; what it throws where it cannot be reached is logged, and it is asked again.</summary>
public interface ITargetHints
{
    /// <summary>Tells the others.</summary>
    /// <param name="node">The gateway.</param>
    /// <param name="hints">What it has seen.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    Task TellHintsAsync(string node, IReadOnlyList<TargetHint> hints, CancellationToken cancellationToken);

    /// <summary>What others have told, as far as it still holds.</summary>
    /// <param name="node">The gateway, whose own hints are left out.</param>
    /// <param name="after">The last that it has heard; 0 at its start.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    Task<HintNews> ReadHintsAsync(string node, long after, CancellationToken cancellationToken);

    /// <summary>Waits until somebody may have told something: until the store says so, or for a time.</summary>
    Task WaitForHintsAsync(TimeSpan most, CancellationToken cancellationToken);
}

/// <summary>What a gateway has seen of a target.</summary>
/// <param name="Backend">What all gateways call the backend.</param>
/// <param name="Key">The name of the key of several that it concerns; empty for the backend's only one.</param>
/// <param name="Model">The model.</param>
/// <param name="IsLimit">True where the provider has said that a limit is reached; false where a breaker has opened.</param>
/// <param name="Left">For how long it holds.</param>
/// <param name="Reason">Why, in words that hold nothing of callers.</param>
public sealed record TargetHint(string Backend, string Key, string Model, bool IsLimit, TimeSpan Left, string Reason);

/// <summary>What others have told.</summary>
/// <param name="Last">The last of it, from where to go on.</param>
/// <param name="Hints">What they have seen, the oldest first.</param>
public sealed record HintNews(long Last, IReadOnlyList<TargetHint> Hints);
