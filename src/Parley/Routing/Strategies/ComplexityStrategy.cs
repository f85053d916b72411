using System.Collections.Immutable;
using System.Globalization;
using Parley.Configuration.Options;
using Parley.Routing.Estimates;

namespace Parley.Routing.Strategies;

/// <summary>Simple requests to small models, hard ones to large: the tier of the request's complexity, then the tiers for harder requests, then those for simpler ones, then targets that are in no tier.</summary>
internal sealed class ComplexityStrategy : IExplainedStrategy
{
    private const string Part = "complexity";

    public string Name => StrategyNames.Complexity;

    public void Rank(RoutingContext context, Span<Candidate> candidates)
    {
        var tiers = context.Options.Complexity.Tiers;
        var complexity = Complexity.Of(context);
        var own = TierOf(tiers, complexity);
        ScorePart[] parts = [new ScorePart(Part, complexity)];
        foreach (var candidate in candidates)
        {
            candidate.Parts = parts;
            candidate.Score = -Distance(tiers, own, candidate.Target.ToString());
        }
        Ranking.ByScore(candidates);
    }

    public string Explain(RoutingContext context, IReadOnlyList<Candidate> ranked) =>
        string.Create(CultureInfo.InvariantCulture, $"{context.KnownComplexity:0.##} of 1, {(ranked[0].Score == 0 ? "which its tier is for" : "and nobody nearer to the tier for that")}");

    private static int TierOf(ImmutableArray<ComplexityTier> tiers, double complexity)
    {
        for (var i = 0; i < tiers.Length; i++)
        {
            if (complexity <= tiers[i].UpTo)
                return i;
        }
        return tiers.Length - 1;
    }

    /// <summary>How far from the request's own tier the best tier of a target is; larger models are nearer than smaller ones.</summary>
    private static int Distance(ImmutableArray<ComplexityTier> tiers, int own, string target)
    {
        var nearest = 2 * tiers.Length;
        for (var i = 0; i < tiers.Length; i++)
        {
            var distance = i >= own ? i - own : tiers.Length + own - i;
            if (distance < nearest && Configuration.ModelPatterns.Any(tiers[i].Targets, target))
                nearest = distance;
        }
        return nearest;
    }
}
