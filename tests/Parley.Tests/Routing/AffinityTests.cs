using System.Text;
using Parley.Configuration;
using Parley.Configuration.Diagnostics;
using Parley.Dialects;
using Parley.Providers;
using Parley.Resilience;
using Parley.Routing;
using Parley.Routing.Adaptive;
using Parley.Routing.Affinity;
using Parley.Tests.Resilience;

namespace Parley.Tests.Routing;

/// <summary>Conversations stay where the beginning of their prompt is cached.</summary>
public sealed class AffinityTests
{
    private static readonly byte[] FirstTurn = Encoding.UTF8.GetBytes(new string('a', 9000));
    private static readonly byte[] NextTurn = Encoding.UTF8.GetBytes(new string('a', 9000) + new string('b', 9000));
    private static readonly byte[] Other = Encoding.UTF8.GetBytes(new string('c', 9000));

    private readonly SteppedTime _time = new();

    [Fact]
    public void Next_turn_is_known_by_its_beginning()
    {
        var warm = new WarmPrefixes(_time);
        var target = Snapshot("random").ModelList[0].Targets[1];
        warm.Remember(PrefixHashes.Of(FirstTurn, "me"), "me", target);

        var found = warm.Find(PrefixHashes.Of(NextTurn, "me"), "me");

        Assert.Equal((target.ToString(), 2048), (found!.Target.ToString(), found.Tokens));
        Assert.Null(warm.Find(PrefixHashes.Of(Other, "me"), "me"));
        Assert.Null(warm.Find(PrefixHashes.Of(NextTurn, "you"), "you"));
    }

    [Fact]
    public void Beginning_is_forgotten_when_the_cache_has_forgotten_it()
    {
        var warm = new WarmPrefixes(_time) { Lifetime = TimeSpan.FromMinutes(5) };
        warm.Remember(PrefixHashes.Of(FirstTurn, "me"), "me", Snapshot("random").ModelList[0].Targets[1]);
        _time.Advance(TimeSpan.FromMinutes(6));
        Assert.Null(warm.Find(PrefixHashes.Of(FirstTurn, "me"), "me"));
    }

    [Fact]
    public void Short_prompt_has_no_beginning_that_matters() => Assert.Null(PrefixHashes.Of(FirstTurn.AsSpan(0, 4000), "me"));

    [Theory]
    [InlineData("round_robin", 0, "b/m")]
    [InlineData("least_loaded", 4, "b/m")]
    [InlineData("least_loaded", 5, "a/m")]
    [InlineData("priority", 0, "a/m")]
    public void Conversation_stays_unless_its_target_is_overloaded(string strategy, int inFlight, string first)
    {
        var snapshot = Snapshot(strategy);
        var decision = Decide(snapshot, new Warmth(snapshot.ModelList[0].Targets[1], 2048), maker: null, inFlight);
        Assert.Equal(first, decision.Ranked[0].Target.ToString());
        Assert.Equal(first == "b/m", decision.Affinity is not null);
    }

    [Fact]
    public void Saving_counts_for_strategies_that_reckon_with_costs()
    {
        var snapshot = Snapshot("lowest_cost");
        Assert.Equal("a/m", Decide(snapshot, null, null).Ranked[0].Target.ToString());
        Assert.Equal("b/m", Decide(snapshot, new Warmth(snapshot.ModelList[0].Targets[1], 4096), null).Ranked[0].Target.ToString());
    }

    [Fact]
    public void Maker_of_what_is_referred_to_comes_first_under_every_strategy()
    {
        var decision = Decide(Snapshot("priority"), null, maker: "B");
        Assert.Equal(("b/m", "B made what the request refers to"), (decision.Ranked[0].Target.ToString(), decision.Reason));
    }

    [Fact]
    public void Maker_of_what_is_referred_to_stays_first_though_another_has_read_the_prompt()
    {
        var snapshot = Snapshot("least_loaded");

        var decision = Decide(snapshot, new Warmth(snapshot.ModelList[0].Targets[1], 4096), maker: "a");

        Assert.Equal(("a/m", "a made what the request refers to"), (decision.Ranked[0].Target.ToString(), decision.Reason));
    }

    private static RoutingDecision Decide(GatewaySnapshot snapshot, Warmth? warm, string? maker, int inFlight = 0) => new Router(new Loaded(inFlight)).Decide(
        new RoutingContext
        {
            Head = new RequestHead { Model = "smart", EstimatedInputTokens = 4096, MaxTokens = 1 },
            Route = snapshot.ModelList[0],
            Options = snapshot.Routing,
            Warm = warm,
            Maker = maker,
        },
        ModelResolver.Resolve(snapshot, "smart"));

    private static GatewaySnapshot Snapshot(string strategy) => new ConfigurationLoader(Catalog.BuiltIn, static _ => null).Load([new SourceText("test.json", $$"""
        { "backends": [ { "id": "a", "type": "ollama", "cost_per_token": 1.0 }, { "id": "b", "type": "ollama", "cost_per_token": 1.5 } ],
          "routing": { "affinity": { "sticky": true }, "prices": { "exchange_rates": { "EUR": 1.0 } } },
          "models": [ { "name": "smart", "targets": ["a/m", "b/m"], "strategy": "{{strategy}}" } ] }
        """)]).Require();

    /// <summary>So many requests are under way at b.</summary>
    private sealed class Loaded(int inFlight) : ITargetKnowledge
    {
        public TargetFacts FactsOf(Target target) => new() { InFlight = target.Backend.Id == "b" ? inFlight : 0 };

        public ModelFacts ModelOf(Target target) => ModelFacts.None;

        public AdaptiveAdvice? Advise(RoutingContext context, ReadOnlySpan<Candidate> candidates) => null;
    }
}
