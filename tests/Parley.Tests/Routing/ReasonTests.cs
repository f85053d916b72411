using Parley.Configuration;
using Parley.Resilience;
using Parley.Routing;

namespace Parley.Tests.Routing;

/// <summary>Why the first is the first, in words: by what mattered, and not by what a strategy sorts by.</summary>
public sealed class ReasonTests
{
    [Fact]
    public void Weighted_names_the_weights()
    {
        var snapshot = Cases.Three(["\"weight\": 3", "\"weight\": 0"]);

        Assert.Equal("weighted: drawn by its weight of 3 of 3 in all", Reason(snapshot, "weighted"));
    }

    [Theory]
    [InlineData("m", "model: it serves the name")]
    [InlineData("gpt-4", "model: a map leads from the name to it")]
    [InlineData("claude-9", "model: a pattern of priority 7 fits the name")]
    public void Model_says_how_the_name_led_there(string model, string expected)
    {
        var snapshot = Cases.Three(["\"model_map\": { \"gpt-4\": \"mine\" }", ""], """
            "routing": { "model_translation": { "mode": "hybrid", "patterns": [ { "pattern": "claude-*", "backend": "b", "model": "large", "priority": 7 } ] } }
            """);

        Assert.Equal(expected, Reason(snapshot, "model", model));
    }

    [Fact]
    public void Lowest_latency_names_the_time_and_what_is_under_way()
    {
        var snapshot = Cases.Three(["", ""]);

        Assert.Equal("lowest_latency: the better of two that were drawn, about 120.5 ms to its first event, 2 under way", Reason(snapshot, "lowest_latency", "m", ("a", Cases.Measured(900, 2)), ("b", Cases.Measured(120.5, 2))));
        Assert.Equal("lowest_latency: nothing is known of it yet, and so it is tried", Reason(snapshot, "lowest_latency", "m", ("a", Cases.Measured(900)), ("b", default)));
    }

    [Fact]
    public void Least_loaded_names_the_load()
    {
        var snapshot = Cases.Three(["\"weight\": 2", ""]);

        Assert.Equal("least_loaded: 3 under way, 1 known to wait at its server, for a weight of 2", Reason(snapshot, "least_loaded", "m", ("a", new TargetFacts { InFlight = 3, Waiting = 1 }), ("b", Cases.Measured(1, 9))));
    }

    [Fact]
    public void Lowest_cost_names_the_cost()
    {
        Assert.Equal("lowest_cost: about 1.8 USD", Reason(Cases.Three(["\"cost_per_token\": 1", "\"cost_per_token\": 2"], """ "routing": { "prices": { "exchange_rates": { "EUR": 1.2 } } } """), "lowest_cost"));
        Assert.Equal("lowest_cost: about 1.5 EUR", Reason(Cases.Three(["\"cost_per_token\": 2", "\"cost_per_token\": 1"]), "lowest_cost"));
        Assert.Equal("lowest_cost: nobody says what it costs, nor what the others do", Reason(Cases.Three(["", ""]), "lowest_cost"));
    }

    [Fact]
    public void Formula_that_cannot_be_reckoned_for_anybody_says_so()
    {
        var snapshot = Cases.Three(["\"cost_per_token\": 1", "\"cost_per_token\": 2"], """ "routing": { "expression": "-target.cost" } """);

        Assert.Equal("expression: first of 2, for none of which it can be reckoned", Reason(snapshot, "expression"));
    }

    [Fact]
    public void Complexity_says_how_hard_the_request_is_and_whether_its_tier_was_there()
    {
        var snapshot = Cases.Three(["", ""], """ "routing": { "complexity": { "tiers": [ { "up_to": 0.5, "targets": ["a/*"] }, { "up_to": 1, "targets": ["x/*"] } ] } } """);

        Assert.Equal("complexity: 0.21 of 1, which its tier is for", Reason(snapshot, "complexity"));
    }

    [Fact]
    public void Name_with_one_target_before_another_that_was_ranked_has_no_reason_of_the_strategy()
    {
        var snapshot = Cases.Three(["", "", ""], """ "models": [ { "name": "m", "targets": ["a"] }, { "name": "n", "targets": ["b", "c"] } ] """);
        var decision = new Router(new Told([])).Decide(Cases.Context(snapshot, Cases.Head("m", fallbacks: "n"), new RoutingWishes { Strategy = "weighted" }), Destinations.Of(snapshot, Cases.Head("m", fallbacks: "n"), RoutingWishes.None, static _ => null));

        Assert.Equal("weighted: first of 3", decision.Reason);
    }

    [Theory]
    [InlineData("least_loaded")]
    [InlineData("lowest_latency")]
    [InlineData("lowest_cost")]
    public void Reason_takes_no_more_room_for_many_targets(string strategy)
    {
        Assert.Equal(Taken(2), Taken(20));

        long Taken(int targets)
        {
            var snapshot = Cases.Three([.. Enumerable.Repeat("", targets)]);
            var wishes = new RoutingWishes { Strategy = strategy };
            var decision = new Router(new Told([])).Decide(Cases.Context(snapshot, Cases.Head(), wishes), Destinations.Of(snapshot, Cases.Head(), wishes, static _ => null));
            Assert.NotEmpty(decision.Reason);
            var before = GC.GetAllocatedBytesForCurrentThread();
            _ = decision.Reason;
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static string Reason(GatewaySnapshot snapshot, string strategy, string model = "m", params (string Backend, TargetFacts Facts)[] facts)
    {
        var wishes = new RoutingWishes { Strategy = strategy };
        return new Router(new Told(facts)).Decide(Cases.Context(snapshot, Cases.Head(model), wishes), Destinations.Of(snapshot, Cases.Head(model), wishes, static _ => null)).Reason;
    }

    private sealed class Told((string Backend, TargetFacts Facts)[] facts) : ITargetKnowledge
    {
        public TargetFacts FactsOf(Target target) => facts.FirstOrDefault(fact => fact.Backend == target.Backend.Id).Facts;

        public Parley.Providers.ModelFacts ModelOf(Target target) => Parley.Providers.ModelFacts.None;

        public Parley.Routing.Adaptive.AdaptiveAdvice? Advise(RoutingContext context, ReadOnlySpan<Candidate> candidates) => null;
    }
}
