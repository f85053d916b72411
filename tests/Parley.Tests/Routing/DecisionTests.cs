using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Routing;

namespace Parley.Tests.Routing;

public sealed class DecisionTests
{
    [Fact]
    public void Every_strategy_ranks_all_candidates()
    {
        var snapshot = Cases.Three(["", "\"weight\": 0", "\"cost_per_token\": 1", "", ""]);

        Assert.All(StrategyNames.All, strategy =>
            Assert.Equal("a b c d e", string.Join(' ', Order(Decide(snapshot, Cases.Head(), new() { Strategy = strategy })).Order())));
    }

    [Fact]
    public void Strategy_is_that_of_the_request_else_the_key_else_the_name_else_the_section()
    {
        var snapshot = Cases.Three(["", ""], """
            "models": [ { "name": "m", "targets": ["a", "b"], "strategy": "random" }, { "name": "n", "targets": ["a", "b"] } ],
            "keys": [ { "name": "k", "key": "long-enough", "strategy": "weighted" } ], "routing": { "strategy": "round_robin" }
            """);

        Assert.Equal("least_loaded", Decide(snapshot, Cases.Head("m"), new() { Strategy = "least_loaded" }, "k").Strategy);
        Assert.Equal("scored", Decide(snapshot, Cases.Head("m"), new() { LatencyCritical = true }, "k").Strategy);
        Assert.Equal("weighted", Decide(snapshot, Cases.Head("m"), key: "k").Strategy);
        Assert.Equal("random", Decide(snapshot, Cases.Head("m")).Strategy);
        Assert.Equal("round_robin", Decide(snapshot, Cases.Head("n")).Strategy);
    }

    [Fact]
    public void Further_names_follow_the_first_each_ranked_for_itself_and_no_target_twice()
    {
        var snapshot = Cases.Three(["", "", "", ""], """
            "models": [ { "name": "m", "targets": ["a", "b"], "strategy": "round_robin" }, { "name": "n", "targets": ["b", "c", "d"], "strategy": "priority" } ]
            """);
        var decision = Decide(snapshot, Cases.Head("m", fallbacks: ["nowhere", "n"]), turn: 1);

        Assert.Equal(["b", "a", "c", "d"], Order(decision));
        Assert.Equal(["nowhere"], decision.Unknown);
        Assert.Equal("n", decision.Ranked[3].Origin?.Route?.Name);
    }

    [Fact]
    public void First_name_that_leads_nowhere_is_passed_over_while_another_leads_somewhere()
    {
        var snapshot = Cases.Three(["", ""]);
        var decision = Decide(snapshot, Cases.Head("nowhere", fallbacks: "b/llama3"));

        Assert.Equal(["b"], Order(decision));
        Assert.Equal(["nowhere"], decision.Unknown);
    }

    [Fact]
    public void Auto_leads_to_all_names_and_default_models_and_leaves_out_those_that_cannot_serve()
    {
        var snapshot = Files("""
            { "backends": [ { "id": "a", "type": "ollama", "model": "llama3" }, { "id": "b", "type": "ollama" }, { "id": "c", "type": "ollama", "model": "qwen", "enabled": false } ],
              "models": [ { "name": "m", "targets": ["b/large", "a/llama3"] } ] }
            """);
        var decision = Decide(snapshot, Cases.Head("auto"));

        Assert.Equal(["b/large", "a/llama3"], decision.Ranked.Select(candidate => candidate.Target.ToString()));
        Assert.Equal("enabled", Assert.Single(decision.Refused).RefusedBy);
    }

    [Fact]
    public void Auto_is_an_ordinary_name_once_the_operator_has_made_it()
    {
        var snapshot = Cases.Three(["", ""], """
            "models": [ { "name": "m", "targets": ["a"] }, { "name": "auto", "targets": ["b"] } ]
            """);

        Assert.Equal(["b"], Order(Decide(snapshot, Cases.Head("auto"))));
    }

    [Theory]
    [InlineData("m", "b", "b")]
    [InlineData("m", "c", "")]
    [InlineData("llama3", "c", "c")]
    [InlineData("some-model", "c", "c")]
    [InlineData("auto", "b", "b")]
    [InlineData("a/llama3", "b", "")]
    public void Backend_that_is_wished_for_answers_alone_also_by_a_bare_name_that_it_does_not_list(string model, string wished, string order)
    {
        var snapshot = Cases.Three(["", "", ""], """
            "models": [ { "name": "m", "targets": ["a", "b"] } ]
            """);

        Assert.Equal(order, string.Join(' ', Order(Decide(snapshot, Cases.Head(model), new() { Backend = wished }))));
    }

    [Fact]
    public void Deciding_for_a_thousand_candidates_takes_bounded_memory()
    {
        var snapshot = Many.Thousand("scored");
        var (router, context, resolution) = Many.Asking(snapshot);
        router.Decide(context, resolution);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var decision = router.Decide(context, resolution);

        Assert.Equal(1000, decision.Ranked.Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 500 * 1000);
    }

    private static RoutingDecision Decide(GatewaySnapshot snapshot, Dialects.RequestHead head, RoutingWishes? wishes = null, string? key = null, long turn = 0)
    {
        var resolution = Destinations.Of(snapshot, head, wishes ?? RoutingWishes.None, static _ => null);
        return Many.Router().Decide(Cases.Context(snapshot, head, wishes, key, turn: turn), resolution);
    }

    private static IEnumerable<string> Order(RoutingDecision decision) => decision.Ranked.Select(candidate => candidate.Target.Backend.Id);

    private static GatewaySnapshot Files(string json) => Tests.Configuration.Files.Compile(json);
}
