using Parley.Resilience;

namespace Parley.Tests.Routing.Strategies;

public sealed class TurnAndChanceTests
{
    private static readonly string[] Any = ["", "", ""];

    [Theory]
    [InlineData(0, "a b c")]
    [InlineData(1, "b c a")]
    [InlineData(2, "c a b")]
    [InlineData(3, "a b c")]
    [InlineData(long.MaxValue, "b c a")]
    public void Round_robin_begins_with_the_next_and_goes_on_in_the_same_order(long turn, string order)
    {
        var snapshot = Cases.Three(Any);

        Assert.Equal(order, Cases.Ranked("round_robin", Cases.Context(snapshot, turn: turn), Cases.Candidates(snapshot)));
    }

    [Theory]
    [InlineData("random")]
    [InlineData("weighted")]
    [InlineData("lowest_latency")]
    public void Chance_is_the_same_for_the_same_seed_and_differs_between_seeds(string strategy)
    {
        var snapshot = Cases.Three(["", "", "", "", "", ""]);
        string Ranked(ulong seed) => Cases.Ranked(strategy, Cases.Context(snapshot, seed: seed), Cases.Candidates(snapshot));

        Assert.Equal(Ranked(7), Ranked(7));
        Assert.True(Enumerable.Range(0, 50).Select(seed => Ranked((ulong)seed)).Distinct().Count() > 4);
    }

    [Fact]
    public void Weighted_takes_the_targets_own_weight_before_that_of_its_backend_and_never_puts_0_first()
    {
        var snapshot = Cases.Three(["\"weight\": 0", "\"weight\": 5", ""], """
            "models": [ { "name": "m", "targets": [ "a", { "target": "b", "weight": 1 }, { "target": "c/llama3", "weight": 3 } ] } ]
            """);
        var first = Enumerable.Range(0, 8000).Select(seed => Cases.Ranked("weighted", Cases.Context(snapshot, seed: (ulong)seed), Cases.Candidates(snapshot))).ToList();

        Assert.Equal(0.75, first.Count(order => order[0] == 'c') / 8000.0, 0.02);
        Assert.All(first, order => Assert.Equal('a', order[^1]));
    }

    [Fact]
    public void Least_loaded_takes_weights_into_account_and_lets_equal_ones_take_turns()
    {
        var snapshot = Cases.Three(["", "\"weight\": 4", "", ""]);
        var facts = new[] { ("a", new TargetFacts { InFlight = 2 }), ("b", new TargetFacts { InFlight = 4 }), ("c", new TargetFacts { InFlight = 2 }), ("d", new TargetFacts { InFlight = 9 }) };

        Assert.Equal("b a c d", Cases.Ranked("least_loaded", Cases.Context(snapshot), Cases.Candidates(snapshot, "m", facts)));
        Assert.Equal("b c a d", Cases.Ranked("least_loaded", Cases.Context(snapshot, turn: 2), Cases.Candidates(snapshot, "m", facts)));
    }
}
