using System.Globalization;
using Parley.Configuration.Options;
using Parley.Routing.Estimates;

namespace Parley.Routing.Strategies;

/// <summary>The cheapest for this request, by its estimated tokens and the prices. What costs nobody knows how much is not free: it comes last.</summary>
internal sealed class LowestCostStrategy : IExplainedStrategy
{
    public string Name => StrategyNames.LowestCost;

    public void Rank(RoutingContext context, Span<Candidate> candidates)
    {
        foreach (var candidate in candidates)
            candidate.Score = -CostEstimate.Of(context, candidate) ?? double.NegativeInfinity;
        Ranking.ByScore(candidates);
    }

    public string Explain(RoutingContext context, IReadOnlyList<Candidate> ranked) =>
        double.IsFinite(ranked[0].Score) ? string.Create(CultureInfo.InvariantCulture, $"about {-ranked[0].Score:0.########} USD") : "nobody says what it costs, nor what the others do";
}
