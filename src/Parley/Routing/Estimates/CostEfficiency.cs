using Parley.Resilience;

namespace Parley.Routing.Estimates;

/// <summary>Useful answers for a unit of money, relative to the cheapest target that can serve the request: 1 for that one, more for a target that makes up for its price by failing less.</summary>
internal static class CostEfficiency
{
    /// <summary>What is free counts as a billionth of a dollar, so that it can be compared.</summary>
    private const double LeastCost = 1e-9;

    /// <summary>The useful answers that a dollar buys at the cheapest of some targets; null where no price is known.</summary>
    public static double? Yardstick(RoutingContext context, ReadOnlySpan<Candidate> candidates)
    {
        double? least = null;
        double? answers = null;
        foreach (var candidate in candidates)
        {
            if (CostEstimate.Of(context, candidate) is { } cost && (least is null || cost < least))
                (least, answers) = (cost, AnswersPerDollar(candidate.Facts, cost));
        }
        return answers;
    }

    /// <summary>How a target compares with the cheapest; null where its price is unknown.</summary>
    /// <param name="context">The request.</param>
    /// <param name="candidate">The target.</param>
    /// <param name="yardstick">The useful answers that a dollar buys at the cheapest.</param>
    public static double? Of(RoutingContext context, Candidate candidate, double? yardstick) =>
        CostEstimate.Of(context, candidate) is { } cost ? AnswersPerDollar(candidate.Facts, cost) / yardstick : null;

    private static double AnswersPerDollar(in TargetFacts facts, double cost) => UsefulShare(facts) / Math.Max(cost, LeastCost);

    /// <summary>The share of its attempts that did not fail by its own fault; one that was never asked is taken to be good.</summary>
    private static double UsefulShare(in TargetFacts facts) => (facts.Attempts - facts.Failures + 1.0) / (facts.Attempts + 1.0);
}
