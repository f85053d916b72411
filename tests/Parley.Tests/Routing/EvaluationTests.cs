using System.Text.Json.Nodes;
using Parley.Routing.Evaluation;

namespace Parley.Tests.Routing;

public sealed class EvaluationTests
{
    [Fact]
    public void Mixture_spends_the_ceiling_on_two_arms()
    {
        var table = Tables.Read("""
            {"prompt":"a","arms":{"small":{"reward":0.4,"cost":1},"middle":{"reward":0.5,"cost":3},"large":{"reward":1,"cost":5}}}
            """);

        var mixture = Mixture.Best(table, ceiling: 3);

        Assert.Equal([0.5, 0, 0.5], mixture.Shares);
        Assert.Equal((0.7, 3), (mixture.Quality, mixture.Cost));
    }

    [Fact]
    public void Mixture_below_every_arm_is_the_cheapest()
    {
        var table = Tables.Read("""{"prompt":"a","arms":{"large":{"reward":1,"cost":5},"small":{"reward":0.4,"cost":1}}}""");

        Assert.Equal([0, 1], Mixture.Best(table, ceiling: 0.5).Shares);
    }

    [Theory]
    [InlineData("cheapest", 0.03, "cheap")]
    [InlineData("best", 0.03, "dear")]
    [InlineData("best", 0.003, "cheap")]
    public void Single_arm_is_chosen_always(string strategy, double ceiling, string arm)
    {
        var report = JsonNode.Parse(Tables.Play(Tables.TwoArms(50), strategy, ceiling).ToJson())!;

        Assert.Equal(1, (double)report["shares"]![arm]!);
        Assert.Equal(3, (int)report["seeds"]!);
        Assert.Equal(50, (int)report["prompts"]!);
    }

    [Fact]
    public void Random_chooses_all_arms_alike()
    {
        var report = JsonNode.Parse(Tables.Play(Tables.TwoArms(1000), "random", null, seeds: 10).ToJson())!;

        Assert.InRange((double)report["shares"]!["cheap"]!, 0.48, 0.52);
        Assert.Null(report["ceiling"]);
    }

    [Fact]
    public void Half_that_was_learned_from_does_not_count() =>
        Assert.Equal(50, (int)JsonNode.Parse(Tables.Play(Tables.TwoArms(100), "adaptive", 0.01, half: true).ToJson())!["prompts"]!);

    [Fact]
    public void Report_of_the_same_seeds_is_the_same() =>
        Assert.Equal(Tables.Play(Tables.TwoArms(300), "adaptive", 0.005).ToJson(), Tables.Play(Tables.TwoArms(300), "adaptive", 0.005).ToJson());
}
