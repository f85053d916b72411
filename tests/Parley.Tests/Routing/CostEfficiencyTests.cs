using Parley.Resilience;
using Parley.Routing;
using Parley.Routing.Estimates;

namespace Parley.Tests.Routing;

/// <summary>Useful answers for a unit of money, relative to the cheapest target.</summary>
public sealed class CostEfficiencyTests
{
    private static readonly TargetFacts Failing = new() { Attempts = 99, Failures = 90 };

    [Fact]
    public void Cheapest_is_the_measure_and_others_are_worse_by_their_price()
    {
        var (context, candidates) = Of("", "\"cost_per_token\": 1", "\"cost_per_token\": 4");

        Assert.Equal([null, 1d, 0.25], Efficiencies(context, candidates));
    }

    [Fact]
    public void Dearer_target_is_the_better_buy_where_the_cheapest_fails()
    {
        var (context, candidates) = Of("\"cost_per_token\": 1", "\"cost_per_token\": 4");

        var efficiencies = Efficiencies(context, [candidates[0], With(candidates[1], default)], Failing);

        Assert.Equal(1d, efficiencies[0]);
        Assert.Equal(2.5, efficiencies[1]!.Value, 9);
    }

    [Fact]
    public void Free_target_can_be_compared()
    {
        var (context, candidates) = Of("\"cost_per_token\": 0", "\"cost_per_token\": 1");

        Assert.Equal(1d, Efficiencies(context, candidates)[0]);
        Assert.InRange(Efficiencies(context, candidates)[1]!.Value, 0, 1e-3);
    }

    [Fact]
    public void Nothing_is_said_where_no_price_is_known()
    {
        var (context, candidates) = Of("", "");

        Assert.Equal([null, null], Efficiencies(context, candidates));
    }

    [Fact]
    public void Formula_may_ask_for_it()
    {
        var snapshot = Cases.Three(["\"cost_per_token\": 4", "\"cost_per_token\": 1", ""], "\"routing\": { \"expression\": \"target.cost_efficiency\", \"prices\": { \"exchange_rates\": { \"EUR\": 1 } } }");

        Assert.Equal("b a c", Cases.Ranked("expression", Cases.Context(snapshot), Cases.Candidates(snapshot)));
        Assert.Equal("a b c", Cases.Ranked("expression", Cases.Context(snapshot), Cases.Candidates(snapshot, "m", ("b", Failing))));
    }

    private static (RoutingContext Context, Candidate[] Candidates) Of(params string[] backends)
    {
        var snapshot = Cases.Three(backends, "\"routing\": { \"prices\": { \"exchange_rates\": { \"EUR\": 1 } } }");
        return (Cases.Context(snapshot), Cases.Candidates(snapshot));
    }

    private static Candidate With(Candidate candidate, TargetFacts facts) => new(candidate.Target, candidate.Place) { Facts = facts };

    private static double?[] Efficiencies(RoutingContext context, Candidate[] candidates, TargetFacts first = default)
    {
        candidates = [With(candidates[0], first), .. candidates[1..]];
        var yardstick = CostEfficiency.Yardstick(context, candidates);
        return [.. candidates.Select(candidate => CostEfficiency.Of(context, candidate, yardstick))];
    }
}
