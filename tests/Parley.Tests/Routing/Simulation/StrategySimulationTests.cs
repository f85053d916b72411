using Parley.Routing;

namespace Parley.Tests.Routing.Simulation;

/// <summary>What strategies come to over many requests, as properties.</summary>
public sealed class StrategySimulationTests
{
    private const string A = "a", B = "b", C = "c", D = "d";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Weighted_shares_are_those_of_the_weights_within_two_percent(ulong seed)
    {
        var run = Of("weighted", ["\"weight\": 5", "\"weight\": 3", "\"weight\": 2", "\"weight\": 0"], seed, Quick).Run(20_000, everyMs: 5);

        Assert.Equal(0.5, run.Share(A), 0.02);
        Assert.Equal(0.3, run.Share(B), 0.02);
        Assert.Equal(0.2, run.Share(C), 0.02);
        Assert.Equal(0, run.Share(D));
    }

    [Fact]
    public void Round_robin_is_exactly_even()
    {
        var run = Of("round_robin", Four, 1, Quick).Run(4000, everyMs: 5);

        Assert.Equal([1000, 1000, 1000, 1000], run.Asked.Values);
    }

    [Fact]
    public void Random_is_even_within_two_percent()
    {
        var run = Of("random", Four, 1, Quick).Run(20_000, everyMs: 5);

        Assert.All(run.Asked.Keys, id => Assert.Equal(0.25, run.Share(id), 0.02));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Least_loaded_keeps_the_loads_together_where_backends_differ_ten_times_in_speed(ulong seed)
    {
        SimulatedBackend[] different = [new(A, 1000), new(B, 500), new(C, 200), new(D, 100)];
        var least = Of("least_loaded", Four, seed, different).Run(4000, everyMs: 20);
        var turns = Of("round_robin", Four, seed, different).Run(4000, everyMs: 20);

        // One more than all others at the moment that a request is added, and what has ended elsewhere before the next.
        Assert.InRange(least.Spread, 1, 16);
        Assert.True(turns.Spread > 2 * least.Spread, $"{turns.Spread} and {least.Spread}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Lowest_latency_has_a_better_tail_than_chance(ulong seed)
    {
        SimulatedBackend[] different = [new(A, 100), new(B, 120), new(C, 150), new(D, 900) { Capacity = 2 }];
        var two = Of("lowest_latency", Four, seed, different).Run(10_000, everyMs: 20);
        var chance = Of("random", Four, seed, different).Run(10_000, everyMs: 20);

        Assert.True(two.Quantile(0.99) < 0.5 * chance.Quantile(0.99), $"{two.Quantile(0.99)} and {chance.Quantile(0.99)}");
    }

    [Fact]
    public void Lowest_latency_leaves_a_backend_that_becomes_slow_and_tries_one_that_was_slow_again()
    {
        var run = Of("lowest_latency", ["", ""], 1, [new(A, 100) { DriftsAt = 60_000, DriftFactor = 20 }, new(B, 300)]);
        run.Run(1000, everyMs: 60);
        Assert.InRange(run.Share(A), 0.85, 1);
        run.Asked.Clear();

        run.Run(3000, everyMs: 60);

        Assert.InRange(run.Share(B), 0.9, 1);
        // It may have recovered, so that it is asked every minute.
        Assert.InRange(run.Asked[A], 2, 300);
    }

    [Fact]
    public void Lowest_cost_takes_the_cheapest_that_is_able()
    {
        var run = Of("lowest_cost", ["\"cost_per_token\": 0.3", "\"cost_per_token\": 0.1, \"enabled\": false", "\"cost_per_token\": 0.2", ""], 1, Quick).Run(500, everyMs: 20);

        Assert.Equal(1, run.Share(C));
    }

    [Fact]
    public void Scored_learns_from_failures_and_latencies_that_drift()
    {
        SimulatedBackend[] drifting = [new(A, 50) { DriftsAt = 20_000, DriftFactor = 30 }, new(B, 200), new(C, 40) { FailureRate = 0.6 }, new(D, 800)];
        var run = Of("scored", Four, 1, drifting, "\"weights\": { \"cost\": 0, \"latency\": 1, \"quality\": 0, \"availability\": 2 }");
        run.Run(400, everyMs: 50);
        Assert.InRange(run.Share(A), 0.8, 1);
        run.Asked.Clear();

        run.Run(2000, everyMs: 50);

        Assert.InRange(run.Share(B), 0.8, 1);
    }

    [Fact]
    public void Ranked_order_is_the_failover_order_so_that_failing_backends_cost_nobody_an_answer()
    {
        SimulatedBackend[] failing = [new(A, 50) { FailureRate = 0.3 }, new(B, 50) { FailureRate = 0.3 }, new(C, 50) { FailureRate = 0.3 }, new(D, 50)];

        Assert.All(new[] { "round_robin", "weighted", "random", "least_loaded", "lowest_latency", "lowest_cost", "scored" }, strategy =>
        {
            var run = Of(strategy, Four, 1, failing).Run(1000, everyMs: 20);
            Assert.Equal(0, run.Unanswered);
        });
    }

    [Fact]
    public void Run_with_the_same_seed_is_the_same()
    {
        List<double> Latencies(ulong seed) => Of("lowest_latency", Four, seed, Quick).Run(300, everyMs: 5).Latencies;

        Assert.Equal(Latencies(5), Latencies(5));
        Assert.NotEqual(Latencies(5), Latencies(6));
    }

    private static string[] Four => ["", "", "", ""];

    private static SimulatedBackend[] Quick => [new(A, 50), new(B, 50), new(C, 50), new(D, 50)];

    private static SimulatedDay Of(string strategy, string[] backends, ulong seed, SimulatedBackend[] simulated, string routing = "", IRoutingStrategy? own = null)
    {
        var more = routing.Length == 0 ? "" : ", " + routing;
        return new SimulatedDay(Cases.Three(backends, $$"""
            "routing": { "strategy": "{{strategy}}", "prices": { "exchange_rates": { "EUR": 1 } }{{more}} }
            """), seed, own, simulated);
    }
}
