using Parley.Configuration.Options;

namespace Parley.Routing;

/// <summary>A strategy that is a function: how good a target is for a request. The larger comes first, equal ones in the order of the configuration.</summary>
/// <param name="score">The function. Pure, or decisions cannot be replayed; called from several threads at once.</param>
public sealed class DelegateStrategy(Func<RoutingContext, Candidate, double> score) : IRoutingStrategy
{
    /// <inheritdoc/>
    public string Name => StrategyNames.Custom;

    /// <inheritdoc/>
    public void Rank(RoutingContext context, Span<Candidate> candidates)
    {
        foreach (var candidate in candidates)
            candidate.Score = score(context, candidate) is var value && double.IsNaN(value) ? double.NegativeInfinity : value;
        Ranking.ByScore(candidates);
    }
}
