using Parley.Configuration;
using Parley.Configuration.Options;

namespace Parley.Routing.Strategies;

/// <summary>The target that the name fits best: by a map, then by a pattern and its priority, then by its own list, then by its default model.</summary>
internal sealed class ModelStrategy : IExplainedStrategy
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

    public string Explain(RoutingContext context, IReadOnlyList<Candidate> ranked) => ranked[0].Target switch
    {
        { Fit: NameFit.Mapped } => "a map leads from the name to it",
        { Fit: NameFit.Matched, FitPriority: var priority } => $"a pattern of priority {priority} fits the name",
        { Fit: NameFit.Served } => "it serves the name",
        _ => "it has a default model, and nobody serves the name",
    };
}
