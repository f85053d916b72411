using System.Globalization;
using Parley.Configuration.Options;
using Parley.Routing.Adaptive;
using Parley.Routing.Estimates;

namespace Parley.Routing.Strategies;

/// <summary>
/// The better of two that are drawn, by the recent time to the first event and the requests under way: always to take the best of all would send everybody to it at once, since all know of it the same
/// (Mitzenmacher: The power of two choices in randomized load balancing, 2001). The others follow by the same measure, for failover.
/// </summary>
internal sealed class LowestLatencyStrategy : IExplainedStrategy
{
    /// <summary>What is assumed, in milliseconds, while the first answer of an unknown target is awaited: others do not wait behind a trial.</summary>
    private const double OnTrial = 1e9;

    public string Name => StrategyNames.LowestLatency;

    public void Rank(RoutingContext context, Span<Candidate> candidates)
    {
        foreach (var candidate in candidates)
            candidate.Score = -Load(context, candidate);
        Ranking.ByScore(candidates, context.Turn);
        var random = new SeededRandom(context.Seed);
        var (one, other) = (random.Below(candidates.Length), random.Below(candidates.Length - 1));
        if (other >= one)
            other++;
        Ranking.MoveToFront(candidates, Math.Min(one, other));
    }

    public string Explain(RoutingContext context, IReadOnlyList<Candidate> ranked) => (LatencyEstimate.Of(context, ranked[0]), ranked[0].Facts.InFlight) switch
    {
        ({ } known, var underWay) => string.Create(CultureInfo.InvariantCulture, $"the better of two that were drawn, about {known:0.#} ms to its first event, {underWay} under way"),
        (null, 0) => "nothing is known of it yet, and so it is tried",
        (null, var underWay) => $"nothing is known of any better, and {underWay} are under way there",
    };

    private static double Load(RoutingContext context, Candidate candidate)
    {
        ref readonly var facts = ref candidate.Known;
        if (LatencyEstimate.Of(context, candidate) is { } known)
            return known * (facts.InFlight + 1);
        return facts.InFlight == 0 ? 0 : OnTrial + facts.InFlight;
    }
}
