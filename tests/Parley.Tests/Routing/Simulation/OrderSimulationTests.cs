using Parley.Routing;

namespace Parley.Tests.Routing.Simulation;

/// <summary>What strategies that follow a rule of the operator's come to over many requests, as properties.</summary>
public sealed class OrderSimulationTests
{
    private const string A = "a", B = "b", C = "c";

    [Fact]
    public void Priority_leaves_the_first_while_it_fails_and_returns_when_it_is_well()
    {
        var run = Of("priority", 1, [new(A, 50) { FailureRate = 1, FailsUntil = 120_000 }, new(B, 50), new(C, 50)], ["", "", ""]);
        run.Run(1000, everyMs: 100);
        Assert.Equal(0, run.Unanswered);
        Assert.InRange(run.Share(B), 0.9, 1);
        // Five failures open its breaker, then one request at a time looks whether it is well.
        Assert.InRange(run.Asked[A], 5, 50);
        run.Run(1500, everyMs: 100);
        run.Asked.Clear();

        run.Run(500, everyMs: 100);

        Assert.Equal(1, run.Share(A));
    }

    [Fact]
    public void Model_goes_where_the_name_fits_best_and_elsewhere_only_while_that_fails()
    {
        var run = Of("model", 1, [new(A, 50), new(B, 50) { FailureRate = 1, FailsUntil = 60_000 }, new(C, 50)],
            ["\"model_capability\": { \"supported_model_patterns\": [\"gpt-4\"] }", "\"model_map\": { \"gpt-4\": \"mine\" }", ""],
            "\"model_translation\": { \"mode\": \"hybrid\", \"patterns\": [ { \"pattern\": \"gpt-*\", \"backend\": \"c\", \"model\": \"qwen\" } ] }");
        run.Run(500, everyMs: 100, Cases.Head("gpt-4"));
        Assert.Equal(0, run.Unanswered);
        Assert.InRange(run.Share(C), 0.9, 1);
        run.Run(1000, everyMs: 100, Cases.Head("gpt-4"));
        run.Asked.Clear();

        run.Run(500, everyMs: 100, Cases.Head("gpt-4"));

        Assert.Equal(1, run.Share(B));
    }

    [Theory]
    [InlineData(20, A)]
    [InlineData(3000, B)]
    [InlineData(100_000, C)]
    public void Complexity_sends_all_requests_of_a_length_to_their_tier(int tokens, string tier)
    {
        var run = Of("complexity", 1, Quick, ["", "", ""], Tiers).Run(500, everyMs: 20, Cases.Head(tokens: tokens));

        Assert.Equal(1, run.Share(tier));
    }

    [Fact]
    public void Complexity_goes_to_a_larger_model_while_its_own_tier_fails()
    {
        var run = Of("complexity", 1, [new(A, 50), new(B, 50) { FailureRate = 1 }, new(C, 50)], ["", "", ""], Tiers).Run(1000, everyMs: 100, Cases.Head(tokens: 3000));

        Assert.Equal(0, run.Unanswered);
        Assert.InRange(run.Share(C), 0.95, 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Expression_over_the_load_keeps_loads_together_as_least_loaded_does(ulong seed)
    {
        SimulatedBackend[] different = [new(A, 1000), new(B, 300), new(C, 100)];
        var formula = Of("expression", seed, different, ["", "", ""], "\"expression\": \"-target.in_flight\"").Run(3000, everyMs: 20);
        var least = Of("least_loaded", seed, different, ["", "", ""]).Run(3000, everyMs: 20);
        var turns = Of("round_robin", seed, different, ["", "", ""]).Run(3000, everyMs: 20);

        Assert.InRange(formula.Spread, 1, least.Spread + 2);
        Assert.True(turns.Spread > 2 * formula.Spread, $"{turns.Spread} and {formula.Spread}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Own_function_decides(ulong seed)
    {
        SimulatedBackend[] different = [new(A, 100), new(B, 150), new(C, 900) { Capacity = 2 }];
        // An unmeasured target is tried, a loaded one avoided.
        var own = new DelegateStrategy(static (_, candidate) => -(candidate.LatencyMs ?? 0) * (1 + candidate.Facts.InFlight));
        var run = Of("custom", seed, different, ["", "", ""], own: own).Run(5000, everyMs: 20);
        var chance = Of("random", seed, different, ["", "", ""]).Run(5000, everyMs: 20);

        Assert.True(run.Quantile(0.99) < 0.5 * chance.Quantile(0.99), $"{run.Quantile(0.99)} and {chance.Quantile(0.99)}");
    }

    private const string Tiers = "\"complexity\": { \"tiers\": [ { \"up_to\": 0.05, \"targets\": [\"a/*\"] }, { \"up_to\": 0.35, \"targets\": [\"b/*\"] }, { \"targets\": [\"c/*\"] } ] }";

    private static SimulatedBackend[] Quick => [new(A, 50), new(B, 50), new(C, 50)];

    private static SimulatedDay Of(string strategy, ulong seed, SimulatedBackend[] simulated, string[] backends, string routing = "", IRoutingStrategy? own = null) =>
        new(Cases.Three(backends, $$"""
            "routing": { "strategy": "{{strategy}}"{{(routing.Length == 0 ? "" : ", " + routing)}} }
            """), seed, own, simulated);
}
