namespace Parley.Tests.Routing.Strategies;

public sealed class LowestLatencyTests
{
    [Fact]
    public void Better_of_two_comes_first_and_the_others_follow_by_the_same_measure()
    {
        var snapshot = Cases.Three(["", "", ""]);
        var facts = new[] { ("a", Cases.Measured(300)), ("b", Cases.Measured(100)), ("c", Cases.Measured(200)) };
        var orders = Enumerable.Range(0, 300).Select(seed => Cases.Ranked("lowest_latency", Cases.Context(snapshot, seed: (ulong)seed), Cases.Candidates(snapshot, "m", facts))).Distinct().Order();

        // The slowest of three is never the better of two.
        Assert.Equal(["b c a", "c b a"], orders);
    }

    [Fact]
    public void Requests_under_way_count_as_often_as_they_are()
    {
        var snapshot = Cases.Three(["", ""]);

        Assert.Equal("b a", Cases.Ranked("lowest_latency", Cases.Context(snapshot), Cases.Candidates(snapshot, "m", ("a", Cases.Measured(100, inFlight: 3)), ("b", Cases.Measured(300)))));
    }

    [Fact]
    public void Unknown_target_is_tried_once_and_not_waited_for()
    {
        var snapshot = Cases.Three(["", ""]);

        Assert.Equal("b a", Cases.Ranked("lowest_latency", Cases.Context(snapshot), Cases.Candidates(snapshot, "m", ("a", Cases.Measured(1)))));
        Assert.Equal("a b", Cases.Ranked("lowest_latency", Cases.Context(snapshot), Cases.Candidates(snapshot, "m", ("a", Cases.Measured(1)), ("b", new() { InFlight = 1 }))));
    }

    [Fact]
    public void Target_that_was_slow_long_ago_is_tried_again_and_one_of_declared_latency_counts_by_it()
    {
        var old = Cases.Measured(9000) with { FirstEventAt = DateTimeOffset.UnixEpoch };
        var unknown = Cases.Three(["", ""]);
        var declared = Cases.Three(["\"characteristics\": { \"avg_latency_ms\": 50 }", ""]);

        Assert.Equal("a b", Cases.Ranked("lowest_latency", Cases.Context(unknown), Cases.Candidates(unknown, "m", ("a", old), ("b", Cases.Measured(100)))));
        Assert.Equal("a b", Cases.Ranked("lowest_latency", Cases.Context(declared), Cases.Candidates(declared, "m", ("b", Cases.Measured(100)))));
    }
}
