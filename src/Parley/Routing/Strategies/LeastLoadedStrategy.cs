using Parley.Configuration.Options;

namespace Parley.Routing.Strategies;

/// <summary>The one with the fewest requests under way, for its weight. Equal ones take turns, or the first of the file would be asked most.</summary>
internal sealed class LeastLoadedStrategy : IRoutingStrategy
{
    public string Name => StrategyNames.LeastLoaded;

    public void Rank(RoutingContext context, Span<Candidate> candidates)
    {
        foreach (var candidate in candidates)
            candidate.Score = candidate.Target.Weight > 0 ? -candidate.Facts.InFlight / candidate.Target.Weight : double.NegativeInfinity;
        Ranking.Rotate(candidates, context.Turn);
        Ranking.ByScore(candidates);
    }
}
