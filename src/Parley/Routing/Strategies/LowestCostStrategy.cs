using System.Globalization;
using Parley.Configuration.Options;
using Parley.Routing.Estimates;

namespace Parley.Routing.Strategies;

/// <summary>
/// The cheapest for this request, by its estimated tokens and the prices. What costs nobody knows how much is not free: it comes last.
/// Before it come those whose currency has no exchange rate: they cannot be compared with the others, but in one currency with each other.
/// </summary>
internal sealed class LowestCostStrategy : IExplainedStrategy
{
    /// <summary>The part that says what a request costs in a currency without an exchange rate.</summary>
    private const string OwnCurrency = "own_currency";

    public string Name => StrategyNames.LowestCost;

    public void Rank(RoutingContext context, Span<Candidate> candidates)
    {
        var areComparable = true;
        var costs = new CostEstimate(context);
        foreach (var candidate in candidates)
        {
            candidate.Score = -costs.Of(candidate) ?? double.NegativeInfinity;
            if (costs.WithoutRate(candidate) is not { } own)
                continue;
            candidate.Parts = [new ScorePart(OwnCurrency, own)];
            areComparable = false;
        }
        Ranking.ByScore(candidates);
        if (!areComparable)
            OrderWithoutRates(candidates);
    }

    public string Explain(RoutingContext context, IReadOnlyList<Candidate> ranked)
    {
        var first = ranked[0];
        if (IsWithoutRate(first))
            return string.Create(CultureInfo.InvariantCulture, $"about {first.Parts![0].Value:0.########} {first.Price!.Currency}{(ranked.All(other => other.Price?.Currency == first.Price?.Currency) ? "" : ", for which there is no exchange rate")}");
        if (!double.IsFinite(first.Score))
            return "nobody says what it costs, nor what the others do";
        var cost = string.Create(CultureInfo.InvariantCulture, $"about {-first.Score:0.########} USD");
        return ranked.FirstOrDefault(IsWithoutRate) is { } other ? $"{cost}; {other.Target} {(double.IsFinite(other.Score) ? "counts as assumed" : "is behind")}: {Behind(other)}" : cost;
    }

    public string? Behind(Candidate candidate) => candidate switch
    {
        _ when IsWithoutRate(candidate) => $"its price is in {candidate.Price!.Currency}, for which there is no exchange rate",
        { Score: double.NegativeInfinity } => "its price is unknown",
        _ => null,
    };

    private static bool IsWithoutRate(Candidate candidate) => candidate is { Price: not null, Parts: [{ Name: OwnCurrency }] };

    /// <summary>Puts what has no price behind what has one that cannot be compared, and of each currency the cheaper into the earlier of the places that its targets have.</summary>
    private static void OrderWithoutRates(Span<Candidate> candidates)
    {
        Candidate[] ordered = [.. candidates.ToArray().OrderBy(static candidate => double.IsFinite(candidate.Score) || candidate.Price is not null ? 0 : 1)];
        foreach (var currency in ordered.Where(IsWithoutRate).GroupBy(static candidate => candidate.Price!.Currency).ToList())
        {
            var cheapest = currency.OrderBy(static candidate => candidate.Parts![0].Value).GetEnumerator();
            for (var i = 0; i < ordered.Length; i++)
            {
                if (IsWithoutRate(ordered[i]) && ordered[i].Price!.Currency == currency.Key && cheapest.MoveNext())
                    candidates[i] = cheapest.Current;
                else if (!IsWithoutRate(ordered[i]))
                    candidates[i] = ordered[i];
            }
        }
    }
}
