using Parley.Routing.Adaptive;

namespace Parley.Tests.Routing;

public sealed class AdaptiveLearnerTests
{
    private static readonly RequestTraits Question = new(Tables.Question);
    private static readonly RequestTraits Code = new(Tables.Code);

    [Theory]
    [InlineData(0.002, 1)]
    [InlineData(0.005, 1)]
    [InlineData(0.015, 1)]
    [InlineData(0.005, 1000)]
    [InlineData(0.005, 0.000001)]
    public void Mean_cost_stays_under_the_ceiling_in_any_currency(double ceiling, double scale)
    {
        var report = Tables.Play(Tables.TwoArms(600, 0.001 * scale), "adaptive", ceiling * scale);

        Assert.All(report.Runs, run => Assert.InRange(run.Cost / (ceiling * scale), 0, 1.02));
        Assert.InRange(report.Cost / (ceiling * scale), 0.5, 1.004);
    }

    [Fact]
    public void Money_goes_where_it_buys_most()
    {
        var report = Tables.Play(Tables.TwoArms(1000), "adaptive", 0.006);

        Assert.True(report.Quality > report.MixtureQuality + 0.03, $"{report.Quality} is not above {report.MixtureQuality}");
    }

    [Fact]
    public void Quality_without_a_ceiling_is_that_of_the_best_arm() =>
        Assert.InRange(Tables.Play(Tables.TwoArms(1000), "adaptive", null).Quality, 0.87, 1);

    [Fact]
    public void Arm_that_became_bad_is_left()
    {
        var learner = new AdaptiveLearner(["a", "b"], new AdaptiveOptions { Discount = 0.99 });
        Play(learner, 500, arm => arm == 0 ? 0.9 : 0.5);
        Assert.True(Play(learner, 200, arm => arm == 0 ? 0.9 : 0.5) > 180);

        Play(learner, 500, arm => arm == 0 ? 0.2 : 0.5);

        Assert.True(Play(learner, 200, arm => arm == 0 ? 0.2 : 0.5) < 40);
    }

    [Fact]
    public void Arm_that_becomes_bad_after_long_is_left_at_once_and_others_are_looked_at_again()
    {
        var learner = new AdaptiveLearner(["a", "b", "c"], new AdaptiveOptions());
        Play(learner, 3000, static arm => arm == 0 ? 0.9 : arm == 1 ? 0.5 : 0.6);

        // Now a is bad, and b, which nobody asked for long, is good.
        Play(learner, 60, static arm => arm == 0 ? 0.1 : arm == 1 ? 0.95 : 0.6);

        Assert.InRange(learner.Save().ChangedAt, 3001, 3030);
        var choices = Enumerable.Range(0, 50).Select(_ => learner.Choose(Question)).ToList();
        Assert.InRange(choices.Count(static choice => choice.Arm == 1), 40, 50);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Chance_is_not_taken_for_a_change(ulong seed)
    {
        var learner = new AdaptiveLearner(["a", "b", "c"], new AdaptiveOptions { Seed = seed });
        var chance = new SeededRandom(seed + 100);

        Play(learner, 2500, arm => chance.NextDouble() < 0.5 + (0.1 * arm) ? 1 : 0);

        Assert.Equal(0, learner.Save().ChangedAt);
    }

    [Fact]
    public void State_that_was_saved_before_changes_were_noticed_is_read()
    {
        var learner = new AdaptiveLearner(["a"], new AdaptiveOptions());
        Play(learner, 50, static _ => 0.5);
        var file = System.Text.Json.Nodes.JsonNode.Parse(AdaptiveStateFile.Write(new() { ["m"] = learner.Save() }))!;
        var state = file["states"]!["m"]!.AsObject();
        Assert.True(state.Remove("changed_at"));
        Assert.True(state["arms"]!["a"]!.AsObject().Remove("watch"));
        Assert.True(state["arms"]!["a"]!.AsObject().Remove("seen_at"));

        var read = AdaptiveStateFile.Read(System.Text.Encoding.UTF8.GetBytes(file.ToJsonString()))["m"];

        Assert.Equal(50, read.Step);
        Assert.Equal(new ChangeWatch(), read.Arms["a"].Watch);
    }

    [Fact]
    public void Exploring_is_bounded()
    {
        var learner = new AdaptiveLearner(["a", "b", "c"], new AdaptiveOptions { ExploreShare = 0, Boldness = 0 });
        Play(learner, 300, static arm => arm == 1 ? 1 : 0.1);

        Assert.Equal(0, Play(learner, 300, static arm => arm == 1 ? 1 : 0.1));
    }

    [Fact]
    public void Dear_arm_with_a_known_price_is_not_tried_beyond_the_budget()
    {
        var learner = new AdaptiveLearner(["cheap", "dear"], new AdaptiveOptions { Ceiling = 0.001, Priors = new Dictionary<string, ArmPrior> { ["dear"] = new(Cost: 100), ["cheap"] = new(Cost: 0.0005) } });

        Assert.Equal(500, Play(learner, 500, static _ => 0.5, static _ => 0.0005));
    }

    [Fact]
    public void Budget_is_not_overdrawn_by_requests_that_run_at_once()
    {
        var learner = new AdaptiveLearner(["cheap", "dear"], new AdaptiveOptions { Ceiling = 0.005 });
        Play(learner, 200, static arm => arm == 0 ? 0.2 : 0.9, static arm => arm == 0 ? 0.001 : 0.02);

        var running = Enumerable.Range(0, 100).Select(_ => learner.Choose(Question)).ToList();

        Assert.True(running.Count(static choice => choice.Arm == 1) * 0.02 <= Math.Max(0, learner.Budget.Balance) + 0.025);
        running.ForEach(choice => learner.GiveUp(choice, 0));
    }

    [Fact]
    public void Whoever_goes_on_from_saved_state_chooses_the_same()
    {
        var options = new AdaptiveOptions { Ceiling = 0.005, Seed = 3 };
        var first = new AdaptiveLearner(["a", "b"], options);
        Play(first, 333, static arm => arm == 0 ? 0.5 : 0.9, static arm => arm == 0 ? 0.001 : 0.02);
        var saved = AdaptiveStateFile.Read(AdaptiveStateFile.Write(new() { ["m"] = first.Save() }))["m"];
        var second = new AdaptiveLearner(["a", "b"], options, saved);

        for (var i = 0; i < 300; i++)
        {
            var (one, other) = (first.Choose(i % 3 == 0 ? Code : Question), second.Choose(i % 3 == 0 ? Code : Question));
            Assert.Equal(one.Arm, other.Arm);
            first.Settle(one, 0.5 + (0.4 * one.Arm), 0.001 + (0.019 * one.Arm));
            second.Settle(other, 0.5 + (0.4 * other.Arm), 0.001 + (0.019 * other.Arm));
        }
    }

    [Fact]
    public void State_of_other_arms_begins_them_with_nothing()
    {
        var learner = new AdaptiveLearner(["a"], new AdaptiveOptions());
        Play(learner, 50, static _ => 0.5);

        var wider = new AdaptiveLearner(["b", "a"], new AdaptiveOptions(), learner.Save());

        Assert.Equal(0, wider.Choose(Question).Arm);
    }

    /// <summary>Plays requests; says how often the first arm was chosen.</summary>
    private static int Play(AdaptiveLearner learner, int requests, Func<int, double> reward, Func<int, double>? cost = null)
    {
        var firsts = 0;
        for (var i = 0; i < requests; i++)
        {
            var choice = learner.Choose(i % 2 == 0 ? Question : Code);
            learner.Settle(choice, reward(choice.Arm), cost?.Invoke(choice.Arm) ?? 0.001);
            firsts += choice.Arm == 0 ? 1 : 0;
        }
        return firsts;
    }
}
