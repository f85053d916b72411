using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Configuration.Options;
using Parley.Dialects;
using Parley.Routing;

namespace Parley.Tests.Routing;

/// <summary>Strategies of the operator's and of the host's own.</summary>
public sealed class OwnStrategyTests
{
    [Theory]
    [InlineData("target.backend == 'b' ? 1 : 0", "b/m a/m c/m")]
    [InlineData("-target.cost", "a/m c/m b/m")]
    [InlineData("-(target.cost ?? 0)", "b/m a/m c/m")]
    [InlineData("request.tokens > 10 ? -target.place : target.place", "c/m b/m a/m")]
    [InlineData("target.latency_ms < 100", "c/m a/m b/m")]
    [InlineData("'a text'", "a/m b/m c/m")]
    public void Formula_ranks(string formula, string order)
    {
        var snapshot = Snapshot(formula);
        var decision = new Router(new Nothing()).Decide(
            new RoutingContext { Head = new RequestHead { Model = "smart", EstimatedInputTokens = 10 }, Route = snapshot.ModelList[0], Options = snapshot.Routing },
            ModelResolver.Resolve(snapshot, "smart"));

        Assert.Equal(order, string.Join(' ', decision.Ranked.Select(static candidate => candidate.Target.ToString())));
        Assert.Equal("expression", decision.Strategy);
    }

    [Fact]
    public void Formula_that_is_none_is_told_at_its_place()
    {
        var problem = Assert.Single(Load("\"target.colour + 1\"").Problems);
        Assert.Contains("there is no 'target.colour'", problem.Message, StringComparison.Ordinal);
        Assert.NotNull(problem.Span);
    }

    [Fact]
    public void Strategy_without_a_formula_is_a_problem() =>
        Assert.Equal("the strategy `expression` of model `smart` has no formula", Assert.Single(Load("null").Problems).Message);

    [Fact]
    public void Every_name_of_formulas_has_a_value()
    {
        foreach (var name in RoutingName.All)
            Assert.Equal(3, Ranked(Snapshot($"known({name}) ? 1 : 0"), new Router(new Nothing())).Count);
    }

    [Fact]
    public void Function_of_the_host_ranks_where_the_strategy_is_custom()
    {
        var router = new Router(new Nothing(), new DelegateStrategy(static (_, candidate) => candidate.Target.Backend.Id == "c" ? 1 : double.NaN));
        Assert.Equal(["c/m", "a/m", "b/m"], Ranked(Snapshot("1", "custom"), router));
    }

    [Fact]
    public void Custom_without_a_function_keeps_the_order() => Assert.Equal(["a/m", "b/m", "c/m"], Ranked(Snapshot("1", "custom"), new Router(new Nothing())));

    private static List<string> Ranked(GatewaySnapshot snapshot, Router router) =>
        [.. router.Decide(new RoutingContext { Head = new RequestHead { Model = "smart" }, Route = snapshot.ModelList[0], Options = snapshot.Routing }, ModelResolver.Resolve(snapshot, "smart"))
            .Ranked.Select(static candidate => candidate.Target.ToString())];

    private static GatewaySnapshot Snapshot(string formula, string strategy = StrategyNames.Expression) => Load($"\"{formula}\"", strategy).Require();

    private static LoadedConfiguration Load(string formula, string strategy = StrategyNames.Expression) => new ConfigurationLoader(Catalog.BuiltIn, static _ => null).Load([new SourceText("test.json", $$"""
        { "backends": [
            { "id": "a", "type": "ollama", "cost_per_token": 1 },
            { "id": "b", "type": "openai-compatible", "endpoint": "http://127.0.0.1:9" },
            { "id": "c", "type": "ollama", "cost_per_token": 2, "characteristics": { "avg_latency_ms": 50 } } ],
          "routing": { "prices": { "exchange_rates": { "EUR": 1.1 } } },
          "models": [ { "name": "smart", "targets": ["a/m", "b/m", "c/m"], "strategy": "{{strategy}}", "expression": {{formula}} } ] }
        """)]);
}
