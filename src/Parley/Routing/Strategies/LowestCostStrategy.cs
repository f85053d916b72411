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
        if (KindOf(first) == Comparison.None)
            return "nobody says what it costs, nor what the others do";
        var next = Enumerable.Range(0, ranked.Count).FirstOrDefault(index => Behind(ranked, index) is not null);
        var behind = next > 0 ? $"; {ranked[next].Target} is behind: {Behind(ranked, next)}" : "";
        return $"{CostOf(first)}{(IsWithoutRate(first) && next > 0 ? ", for which there is no exchange rate" : "")}{behind}";
    }

    public string? Behind(IReadOnlyList<Candidate> ranked, int index)
    {
        var candidate = ranked[index];
        if (KindOf(candidate) == Comparison.InDollars || ranked.Take(index).All(before => AreComparable(before, candidate)))
            return null;
        return candidate.Price is { } price ? $"its price is in {price.Currency}, for which there is no exchange rate" : "its price is unknown";
    }

    private static string CostOf(Candidate candidate) => IsWithoutRate(candidate)
        ? string.Create(CultureInfo.InvariantCulture, $"about {candidate.Parts![0].Value:0.########} {candidate.Price!.Currency}")
        : string.Create(CultureInfo.InvariantCulture, $"about {-candidate.Score:0.########} USD{(candidate.Price is null ? ", as assumed" : "")}");

    private static Comparison KindOf(Candidate candidate) => candidate switch
    {
        { Score: not double.NegativeInfinity } => Comparison.InDollars,
        { Price: not null } => Comparison.InItsCurrency,
        _ => Comparison.None,
    };

    private static bool IsWithoutRate(Candidate candidate) => KindOf(candidate) == Comparison.InItsCurrency;

    private static bool AreComparable(Candidate one, Candidate other) => KindOf(one) == KindOf(other) && (!IsWithoutRate(one) || one.Price!.Currency == other.Price!.Currency);

    /// <summary>Puts what has no price behind what has one that cannot be compared, and of each currency the cheaper into the earlier of the places that its targets have.</summary>
    private static void OrderWithoutRates(Span<Candidate> candidates)
    {
        Candidate[] ordered = [.. candidates.ToArray().OrderBy(KindOf)];
        ordered.CopyTo(candidates);
        foreach (var currency in ordered.Where(IsWithoutRate).GroupBy(static candidate => candidate.Price!.Currency))
        {
            var places = Enumerable.Range(0, ordered.Length).Where(place => IsWithoutRate(ordered[place]) && ordered[place].Price!.Currency == currency.Key);
            foreach (var (place, candidate) in places.Zip(currency.OrderBy(static candidate => candidate.Parts![0].Value)))
                candidates[place] = candidate;
        }
    }

    /// <summary>With what the cost of a target can be compared, in the order in which they come.</summary>
    private enum Comparison
    {
        InDollars,
        InItsCurrency,
        None,
    }
}
