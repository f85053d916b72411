using Parley.Configuration.Options;
using Parley.Routing.Estimates;

namespace Parley.Routing.Strategies;

/// <summary>
/// The best by a weighted sum. Cost, latency and power count in relation to the least among the candidates (half as good at twice as much), quality and availability as they are.
/// An unknown price counts as the dearest could, 0; an unknown latency as the least, until the first answer is awaited, so that each is tried; anything else that is unknown counts one half.
/// Where sensors are read, heat takes from the score.
/// </summary>
internal sealed class ScoredStrategy : IRoutingStrategy
{
    private const double Unknown = 0.5;

    /// <summary>How much more latency counts for work that cannot wait, and power for work that goes on for long.</summary>
    private const double UrgentLatency = 2.5;

    private const double SavingPower = 2.0;

    public string Name => StrategyNames.Scored;

    public void Rank(RoutingContext context, Span<Candidate> candidates)
    {
        var workload = Workload.Of(context);
        var weights = For(context, workload);
        var least = Least.Of(context, candidates);
        foreach (var candidate in candidates)
            Score(context, candidate, workload, weights, least);
        Ranking.ByScore(candidates);
    }

    /// <summary>The weights for a request; they add up to 1.</summary>
    private static ScoreWeights For(RoutingContext context, Workload? workload)
    {
        var weights = context.Weights;
        if (workload is { IsUrgent: true })
            weights = weights with { Latency = weights.Latency * UrgentLatency };
        if (workload is { IsSaving: true })
            weights = weights with { Power = weights.Power * SavingPower };
        // What stands above all for a request counts as much as all else together.
        if (context.Wishes.LatencyCritical)
            weights = weights with { Latency = Math.Max(weights.Latency, weights.Sum - weights.Latency) };
        if (context.Wishes.PowerEfficient)
            weights = weights with { Power = Math.Max(weights.Power, weights.Sum - weights.Power) };
        var sum = weights.Sum;
        return new ScoreWeights { Cost = weights.Cost / sum, Latency = weights.Latency / sum, Quality = weights.Quality / sum, Availability = weights.Availability / sum, Power = weights.Power / sum };
    }

    private static void Score(RoutingContext context, Candidate candidate, Workload? workload, ScoreWeights weights, Least least)
    {
        var facts = candidate.Facts;
        // One success more than was seen: a first failure does not condemn.
        var availability = (facts.Attempts - facts.Failures + 1.0) / (facts.Attempts + 1.0);
        var parts = new ScorePart[]
        {
            new("cost", weights.Cost * (Ratio(least.Cost, double.IsNaN(candidate.Score) ? null : candidate.Score) ?? 0)),
            new("latency", weights.Latency * (Ratio(least.Latency, LatencyEstimate.Of(context, candidate)) ?? (facts.InFlight == 0 ? 1 : Unknown))),
            new("quality", weights.Quality * (candidate.Target.Quality ?? Unknown)),
            new("availability", weights.Availability * availability),
            new("power", weights.Power * (Ratio(least.Power, candidate.PowerWatts) ?? Unknown)),
        };
        var score = parts[0].Value + parts[1].Value + parts[2].Value + parts[3].Value + parts[4].Value;
        if (LiveParts.Of(context, candidate, workload) is { } more)
        {
            parts = [.. parts, .. more];
            score += more.Sum(static part => part.Value);
        }
        (candidate.Parts, candidate.Score) = (parts, score);
    }

    private static double? Ratio(double least, double? own) => own is not { } value ? null : value <= least ? 1 : least / value;

    private readonly record struct Least(double Cost, double Latency, double Power)
    {
        /// <summary>The least of each. The cost of a candidate stands in for its score until that is reckoned, NaN for an unknown one: it is not estimated twice.</summary>
        public static Least Of(RoutingContext context, Span<Candidate> candidates)
        {
            var (cost, latency, power) = (double.MaxValue, double.MaxValue, double.MaxValue);
            foreach (var candidate in candidates)
            {
                candidate.Score = CostEstimate.Of(context, candidate) ?? double.NaN;
                cost = double.IsNaN(candidate.Score) ? cost : Math.Min(cost, candidate.Score);
                latency = Math.Min(latency, LatencyEstimate.Of(context, candidate) ?? double.MaxValue);
                power = Math.Min(power, candidate.PowerWatts ?? double.MaxValue);
            }
            return new Least(cost, latency, power);
        }
    }
}
