using System.Globalization;
using Parley.Configuration.Options;
using Parley.Resilience;

namespace Parley.Routing.Strategies;

/// <summary>
/// The one with the fewest requests under way, or waiting at its server, for its weight. A model that its server would have to load first counts as a few more.
/// Equal ones take turns, or the first of the file would be asked most.
/// </summary>
internal sealed class LeastLoadedStrategy : IExplainedStrategy
{
    /// <summary>To load a model takes about as long as so many answers.</summary>
    private const int Loading = 4;

    public string Name => StrategyNames.LeastLoaded;

    public void Rank(RoutingContext context, Span<Candidate> candidates)
    {
        foreach (var candidate in candidates)
            candidate.Score = candidate.Target.Weight > 0 ? -LoadOf(candidate.Known) / candidate.Target.Weight : double.NegativeInfinity;
        Ranking.ByScore(candidates, context.Turn);
    }

    public string Explain(RoutingContext context, IReadOnlyList<Candidate> ranked) =>
        string.Create(CultureInfo.InvariantCulture, $"{ranked[0].Facts.InFlight} under way, {ranked[0].Facts.Waiting ?? 0} known to wait at its server, for a weight of {ranked[0].Target.Weight:0.####}{(ranked[0].Facts.IsLoaded == false ? ", and its model is not loaded" : "")}");

    /// <summary>Those that wait there may be ours: the larger count holds all that is known.</summary>
    private static int LoadOf(in TargetFacts facts) => Math.Max(facts.InFlight, facts.Waiting ?? 0) + (facts.IsLoaded == false ? Loading : 0);
}
