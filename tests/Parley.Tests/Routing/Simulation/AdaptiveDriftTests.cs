using Parley.Configuration.Options;

namespace Parley.Tests.Routing.Simulation;

/// <summary>The strategy <c>adaptive</c> where backends change.</summary>
public sealed class AdaptiveDriftTests
{
    private const int DriftsAt = 1000;
    // So many requests after the drift are for adapting.
    private const int Adapting = 300;
    private const int Requests = DriftsAt + Adapting + 700;

    private static readonly DriftingBackend[] Backends =
    [
        // Stays as it is; gets worse and dearer; gets better, quicker and cheaper; gets so slow that half of its callers leave; begins to fail.
        new("small", new(0.80, 0.35, 0.2m, 0.5), new(0.80, 0.35, 0.2m, 0.5)),
        new("large", new(0.92, 0.90, 4m, 2), new(0.70, 0.55, 6m, 2)),
        new("rising", new(0.60, 0.50, 3m, 2), new(0.92, 0.88, 1.5m, 1)),
        new("slow", new(0.88, 0.75, 1m, 1), new(0.88, 0.75, 1m, 12)),
        new("failing", new(0.90, 0.70, 0.8m, 1), new(0.90, 0.70, 0.8m, 1, Failures: 0.6)),
    ];

    /// <summary>Twenty seeds, under a ceiling at which most requests must go to the cheapest and under one at which few must.</summary>
    public static IEnumerable<TheoryDataRow<ulong, double>> Seeds => Enumerable.Range(1, 20).Select(static seed => new TheoryDataRow<ulong, double>((ulong)seed, seed % 2 == 0 ? 0.0006 : 0.0015));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Reward_after_the_drift_is_nearly_that_of_the_best_fixed_policy_and_the_budget_is_kept(ulong seed, double ceiling)
    {
        var world = new DriftingWorld(Backends, Requests, DriftsAt, new LearningOptions { Seed = seed, Ceiling = ceiling });
        var adapted = new FixedPolicies(world, DriftsAt + Adapting, Requests);

        Assert.InRange(adapted.Made.Reward, 0.95 * adapted.BestMixture(ceiling), 1);
        Assert.InRange(adapted.Made.Reward, 0.95 * adapted.BestByHardness(ceiling), 1);
        Assert.InRange(new FixedPolicies(world, 0, Requests).Made.Cost, 0, 1.01 * ceiling);
        // What was saved before may be spent afterwards.
        Assert.InRange(new FixedPolicies(world, DriftsAt, Requests).Made.Cost, 0, 1.02 * ceiling);
    }

    [Fact]
    public void Requests_that_adapting_takes_are_not_lost()
    {
        var shares = Enumerable.Range(1, 4).Select(static seed =>
        {
            var adapting = new FixedPolicies(new DriftingWorld(Backends, DriftsAt + Adapting, DriftsAt, new LearningOptions { Seed = (ulong)seed, Ceiling = 0.0015 }), DriftsAt, DriftsAt + Adapting);
            return adapting.Made.Reward / adapting.BestByHardness(0.0015);
        }).ToList();

        Assert.All(shares, static share => Assert.InRange(share, 0.7, 1));
    }
}
