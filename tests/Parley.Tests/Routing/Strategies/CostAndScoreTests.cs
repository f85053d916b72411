using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Resilience;
using Parley.Routing;

namespace Parley.Tests.Routing.Strategies;

public sealed class CostAndScoreTests
{
    /// <summary>Euro for a thousand tokens: 2, 1 and unknown.</summary>
    private static readonly string[] Priced = ["\"cost_per_token\": 2", "\"cost_per_token\": 1", ""];

    private const string Euro = "\"exchange_rates\": { \"eur\": 1.1 }";

    [Theory]
    [InlineData(Euro, "b a c")]
    [InlineData(Euro + ", \"assumed\": 1500", "b c a")]
    [InlineData("\"assumed\": 1500", "a b c")]
    public void Lowest_cost_puts_unknown_prices_last_or_takes_what_is_assumed(string prices, string order)
    {
        var snapshot = Cases.Three(Priced, $$"""
            "routing": { "prices": { {{prices}} } }
            """);

        Assert.Equal(order, Cases.Ranked("lowest_cost", Cases.Context(snapshot), Cases.Candidates(snapshot)));
    }

    [Fact]
    public void Lowest_cost_is_of_the_request_and_notes_it()
    {
        var snapshot = Cases.Three(Priced, $$"""
            "routing": { "prices": { {{Euro}} } }
            """);
        var candidates = Cases.Candidates(snapshot);
        Cases.Ranked("lowest_cost", Cases.Context(snapshot, Cases.Head(tokens: 3000, limit: 100)), candidates);

        // 3,100 tokens at 1 euro for a thousand, in dollars.
        Assert.Equal(-3.1 * 1.1, candidates[0].Score, 6);
        Assert.Equal(double.NegativeInfinity, candidates[2].Score);
    }

    [Theory]
    [InlineData("{ \"cost\": 1, \"latency\": 0, \"quality\": 0, \"availability\": 0 }", "a")]
    [InlineData("{ \"cost\": 0, \"latency\": 1, \"quality\": 0, \"availability\": 0 }", "b")]
    [InlineData("{ \"costWeight\": 0, \"latencyWeight\": 0, \"qualityWeight\": 1, \"availabilityWeight\": 0 }", "c")]
    [InlineData("{ \"cost\": 0, \"latency\": 0, \"quality\": 0, \"availability\": 1 }", "d")]
    [InlineData("{ \"cost\": 0, \"latency\": 0, \"quality\": 0, \"availability\": 0, \"power\": 1 }", "e")]
    public void Scored_follows_its_weights(string weights, string best)
    {
        var snapshot = Different($$"""{ "weights": {{weights}}, "prices": { {{Euro}} } }""");

        Assert.Equal(best, Scored(snapshot)[..1]);
    }

    [Theory]
    [InlineData("cost", "a")]
    [InlineData("speed", "b")]
    [InlineData("quality", "c")]
    public void Optimization_target_is_a_name_for_weights(string target, string best)
    {
        var snapshot = Different($$"""{ "optimization_target": "{{target}}", "prices": { {{Euro}} } }""");

        Assert.Equal(best, Scored(snapshot)[..1]);
    }

    [Fact]
    public void Scored_notes_its_parts_which_add_up_to_the_score()
    {
        var snapshot = Different($$"""{ "prices": { {{Euro}} } }""");
        var candidates = DifferentCandidates(snapshot);
        Cases.Ranked("scored", Cases.Context(snapshot), candidates);

        Assert.All(candidates, candidate => Assert.Equal(candidate.Score, candidate.Parts!.Sum(part => part.Value), 9));
        Assert.Equal(["cost", "latency", "quality", "availability", "power"], candidates[0].Parts!.Select(part => part.Name));
    }

    [Fact]
    public void Wishes_for_speed_or_little_power_shift_the_weights_of_their_request()
    {
        var snapshot = Different($$"""{ "optimization_target": "balanced", "prices": { {{Euro}} } }""");
        string Best(RoutingWishes wishes) => Cases.Ranked("scored", Cases.Context(snapshot, wishes: wishes), DifferentCandidates(snapshot))[..1];

        Assert.Equal("b", Best(new RoutingWishes { LatencyCritical = true }));
        Assert.Equal("e", Best(new RoutingWishes { PowerEfficient = true }));
    }

    [Fact]
    public void Weights_that_are_set_at_run_time_stand_before_the_configured_ones()
    {
        var snapshot = Different($$"""{ "optimization_target": "cost", "prices": { {{Euro}} } }""");
        var configured = Cases.Context(snapshot);
        var context = new RoutingContext { Head = configured.Head, Options = configured.Options, Weights = ScoreWeights.Of(OptimizationTarget.Quality) };

        Assert.Equal("c", Cases.Ranked("scored", context, DifferentCandidates(snapshot))[..1]);
    }

    /// <summary>a is cheap, b quick, c good, d never failed, e draws little.</summary>
    private static GatewaySnapshot Different(string routing) => Cases.Three(
        ["\"cost_per_token\": 0.1", "\"cost_per_token\": 1", "\"cost_per_token\": 1, \"characteristics\": { \"quality\": 0.95 }", "\"cost_per_token\": 1", "\"cost_per_token\": 1, \"characteristics\": { \"power_watts\": 5 }"],
        $$"""
            "routing": {{routing}}
            """);

    private static Candidate[] DifferentCandidates(GatewaySnapshot snapshot) => Cases.Candidates(snapshot, "m",
        ("a", Failing(1000, 3)), ("b", Failing(100, 3)), ("c", Failing(1000, 3)), ("d", Failing(1000, 0)), ("e", Failing(1000, 3)));

    private static TargetFacts Failing(double milliseconds, long failures) => Cases.Measured(milliseconds) with { Attempts = 10, Failures = failures };

    private static string Scored(GatewaySnapshot snapshot) => Cases.Ranked("scored", Cases.Context(snapshot), DifferentCandidates(snapshot));
}
