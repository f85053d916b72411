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
    private static readonly string[] Names = ["cost", "latency", "quality", "availability", "power"];

    /// <summary>How much more latency counts for work that cannot wait, and power for work that goes on for long.</summary>
    private const double UrgentLatency = 2.5;

    private const double SavingPower = 2.0;

    public string Name => StrategyNames.Scored;

    public void Rank(RoutingContext context, Span<Candidate> candidates)
    {
        var workload = Workload.Of(context);
        var weights = For(context, workload);
        var table = new ScoreTable(Names, Rows(candidates));
        var least = Least.Of(context, candidates, weights, table);
        foreach (var candidate in candidates)
        {
            candidate.Score = Score(candidate, weights, least, table[candidate.Place]);
            candidate.Table = table;
            if (LiveParts.Of(context, candidate, workload) is { } more)
            {
                candidate.Score += more.Sum(static part => part.Value);
                candidate.Parts = [.. table.Of(candidate.Place), .. more];
            }
        }
        Ranking.ByScore(candidates);
    }

    private static int Rows(ReadOnlySpan<Candidate> candidates)
    {
        var last = 0;
        foreach (var candidate in candidates)
            last = Math.Max(last, candidate.Place);
        return last + 1;
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

    /// <summary>The score, whose parts take the places of what they are made of.</summary>
    private static double Score(Candidate candidate, ScoreWeights weights, in Least least, Span<double> parts)
    {
        ref readonly var facts = ref candidate.Known;
        parts[4] = weights.Power == 0 ? 0 : weights.Power * Ratio(least.Power, parts[4], Unknown);
        parts[3] = weights.Availability * Availability(facts.Attempts, facts.Failures);
        parts[2] = weights.Quality * (candidate.Target.Quality ?? Unknown);
        parts[1] = weights.Latency * Ratio(least.Latency, parts[1], facts.InFlight == 0 ? 1 : Unknown);
        parts[0] = weights.Cost * Ratio(least.Cost, parts[0], 0);
        return parts[0] + parts[1] + parts[2] + parts[3] + parts[4];
    }

    /// <summary>One success more than was seen: a first failure does not condemn.</summary>
    private static double Availability(long attempts, long failures) => failures == 0 ? 1 : (attempts - failures + 1.0) / (attempts + 1.0);

    private static double Ratio(double least, double own, double unknown) => double.IsNaN(own) ? unknown : own <= least ? 1 : least / own;

    private readonly record struct Least(double Cost, double Latency, double Power)
    {
        /// <summary>The least of each. What each candidate has stands in its row until the parts of its score do, NaN for what is unknown: nothing is estimated twice.</summary>
        public static Least Of(RoutingContext context, Span<Candidate> candidates, ScoreWeights weights, ScoreTable table)
        {
            var (cost, latency, power) = (double.MaxValue, double.MaxValue, double.MaxValue);
            var costs = new CostEstimate(context);
            foreach (var candidate in candidates)
            {
                var row = table[candidate.Place];
                cost = Lesser(cost, row[0] = costs.Of(candidate) ?? double.NaN);
                latency = Lesser(latency, row[1] = LatencyEstimate.Of(context, candidate) ?? double.NaN);
                if (weights.Power > 0)
                    power = Lesser(power, row[4] = candidate.PowerWatts ?? double.NaN);
            }
            return new Least(cost, latency, power);
        }

        private static double Lesser(double least, double value) => value < least ? value : least;
    }
}
