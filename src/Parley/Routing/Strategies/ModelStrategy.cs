using Parley.Configuration;
using Parley.Configuration.Options;

namespace Parley.Routing.Strategies;

/// <summary>The target that the name fits best: by a map, then by a pattern and its priority, then by its own list, then by its default model.</summary>
internal sealed class ModelStrategy : IRoutingStrategy
{
    /// <summary>Between two ways of fitting there is room for every priority.</summary>
    private const double Step = 1L << 32;

    public string Name => StrategyNames.Model;

    public void Rank(RoutingContext context, Span<Candidate> candidates)
    {
        foreach (var candidate in candidates)
        {
            var target = candidate.Target;
            candidate.Score = ((int)target.Fit * Step) + (target.Fit == NameFit.Matched ? target.FitPriority : 0);
        }
        Ranking.ByScore(candidates);
    }
}
