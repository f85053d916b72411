using System.Globalization;
using Parley.Configuration.Options;
using Parley.Routing.Adaptive;

namespace Parley.Routing.Strategies;

/// <summary>
/// By chance, in proportion to the weights: also who comes second is so drawn among those that are left (Efraimidis and Spirakis: Weighted random sampling with a reservoir, 2006).
/// A weight of 0 is never first while another is there.
/// </summary>
internal sealed class WeightedStrategy : IExplainedStrategy
{
    public string Name => StrategyNames.Weighted;

    public void Rank(RoutingContext context, Span<Candidate> candidates)
    {
        var random = new SeededRandom(context.Seed);
        foreach (var candidate in candidates)
        {
            // The logarithm of the paper's key, which orders the same and does not vanish for small weights.
            var drawn = Math.Log(1 - random.NextDouble());
            candidate.Score = candidate.Target.Weight > 0 ? drawn / candidate.Target.Weight : double.NegativeInfinity;
        }
        Ranking.ByScore(candidates);
    }

    public string Explain(RoutingContext context, IReadOnlyList<Candidate> ranked) =>
        string.Create(CultureInfo.InvariantCulture, $"drawn by its weight of {ranked[0].Target.Weight:0.####} of {ranked.Sum(static candidate => candidate.Target.Weight):0.####} in all");
}
