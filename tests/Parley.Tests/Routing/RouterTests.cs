using Parley.Configuration;
using Parley.Dialects;
using Parley.Providers;
using Parley.Resilience;
using Parley.Routing;
using Parley.Routing.Adaptive;

namespace Parley.Tests.Routing;

public sealed class RouterTests
{
    [Fact]
    public void Target_that_lacks_an_ability_is_left_out_while_another_has_it()
    {
        var decision = Decide(RequestNeeds.Vision, [Of("blind") with { Abilities = Abilities.All with { Vision = false } }, Of("seeing")]);

        Assert.Equal(["seeing/m"], decision.Ranked.Select(static candidate => candidate.Target.ToString()));
        Assert.Equal(("abilities", "it lacks vision"), (decision.Refused[0].RefusedBy, decision.Refused[0].Refusal));
    }

    [Fact]
    public void Filter_that_would_leave_nobody_is_not_followed()
    {
        var decision = Decide(RequestNeeds.Vision, [Of("one") with { Abilities = Abilities.All with { Vision = false } }, Of("two") with { Abilities = Abilities.All with { Vision = false } }]);

        Assert.Equal(2, decision.Ranked.Count);
        Assert.Equal("abilities: one/m would be left out, it lacks vision", Assert.Single(decision.Overruled));
        Assert.All(decision.Ranked, static candidate => Assert.Null(candidate.Refusal));
    }

    [Fact]
    public void Sole_target_is_tried_whatever_it_lacks()
    {
        var decision = Decide(RequestNeeds.Vision, [Of("one") with { Abilities = Abilities.All with { Vision = false } }]);
        Assert.Equal("the only target", decision.Reason);
        Assert.Empty(decision.Overruled);
    }

    [Fact]
    public void Model_whose_window_is_known_to_be_too_small_is_left_out()
    {
        var decision = Decide(RequestNeeds.None, [Of("small") with { Window = 100 }, Of("unknown"), Of("large") with { Window = 10_000 }]);
        Assert.Equal(["unknown/m", "large/m"], decision.Ranked.Select(static candidate => candidate.Target.ToString()));
        Assert.Equal("about 1500 tokens do not fit into its 100", decision.Refused[0].Refusal);
    }

    [Fact]
    public void Backend_that_is_switched_off_is_left_out_even_when_it_is_the_last()
    {
        var decision = Decide(RequestNeeds.None, [Of("off") with { Disabled = "it is switched off" }]);
        Assert.Empty(decision.Ranked);
        Assert.Equal("it is switched off", decision.Refused[0].Refusal);
    }

    private static Made Of(string id) => new(id);

    private static RoutingDecision Decide(RequestNeeds needs, Made[] made)
    {
        var targets = made.Select(static one => new Target(
            new Backend { Id = one.Id, Name = one.Id, Provider = EchoBackend.Provider, Dialect = DialectNames.OpenAIChat, BaseAddress = new Uri("http://127.0.0.1/"), Abilities = one.Abilities, DisabledReason = one.Disabled }, "m")).ToList();
        var context = new RoutingContext { Head = new RequestHead { Model = "x", Needs = needs, EstimatedInputTokens = 1000, MaxTokens = 500 } };
        return new Router(new Known(made)).Decide(context, new Resolution { Targets = [.. targets.Where(static target => target.Backend.Enabled)], Disabled = [.. targets.Where(static target => !target.Backend.Enabled)] });
    }

    private sealed record Made(string Id)
    {
        public Abilities Abilities { get; init; } = Abilities.All;

        public long? Window { get; init; }

        public string? Disabled { get; init; }
    }

    private sealed class Known(Made[] made) : ITargetKnowledge
    {
        public TargetFacts FactsOf(Target target) => default;

        public AdaptiveAdvice? Advise(RoutingContext context, ReadOnlySpan<Candidate> candidates) => null;

        public ModelFacts ModelOf(Target target) => new(made.First(one => one.Id == target.Backend.Id).Window, null, null);
    }
}
