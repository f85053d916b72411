namespace Parley.Routing;

/// <summary>Where a request goes, and why. Immutable once made.</summary>
/// <param name="Strategy">The strategy that ranked; empty where there was nothing to rank.</param>
/// <param name="Ranked">The targets to try, best first.</param>
/// <param name="Refused">Those that a filter left out, with its reason.</param>
public sealed record RoutingDecision(string Strategy, IReadOnlyList<Candidate> Ranked, IReadOnlyList<Candidate> Refused)
{
    /// <summary>Filters that would have left nobody and were not followed, with the reason that they had for the first.</summary>
    public IReadOnlyList<string> Overruled { get; init; } = [];
}
