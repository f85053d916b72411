namespace Parley.Tests.Routing.Simulation;

/// <summary>What policies that never change would have come to, with hindsight, on the requests of a drifting world from one to another.</summary>
/// <param name="world">The world.</param>
/// <param name="from">The first request.</param>
/// <param name="to">The request behind the last.</param>
internal sealed class FixedPolicies(DriftingWorld world, int from, int to)
{
    /// <summary>The mean reward and cost of the choices that the strategy made.</summary>
    public (double Reward, double Cost) Made => Mean(request => world.Chosen[request]);

    /// <summary>The most reward that one backend for all, or two of them in any shares, bring at a mean cost.</summary>
    public double BestMixture(double ceiling) => Best([.. Enumerable.Range(0, Backends).Select(backend => Mean(_ => backend))], ceiling);

    /// <summary>The same where easy requests may always go elsewhere than hard ones: nothing that never changes is better where a request shows no more than that.</summary>
    public double BestByHardness(double ceiling) => Best(
        [.. Enumerable.Range(0, Backends).SelectMany(easy => Enumerable.Range(0, Backends).Select(hard => Mean(request => world.IsHard[request] ? hard : easy)))], ceiling);

    private int Backends => world.Calls[0].Length;

    private (double Reward, double Cost) Mean(Func<int, int> choice)
    {
        var (reward, cost) = (0.0, 0.0);
        for (var i = from; i < to; i++)
        {
            reward += world.Calls[i][choice(i)].Reward;
            cost += world.CostOf(i, choice(i));
        }
        return (reward / (to - from), cost / (to - from));
    }

    /// <summary>The best of all policies that cost no more, and of all that two policies come to in the shares that just cost as much.</summary>
    private static double Best((double Reward, double Cost)[] policies, double ceiling)
    {
        var best = policies.Where(policy => policy.Cost <= ceiling).Select(static policy => policy.Reward).DefaultIfEmpty().Max();
        foreach (var cheap in policies.Where(policy => policy.Cost <= ceiling))
        {
            foreach (var dear in policies.Where(policy => policy.Cost > ceiling))
                best = Math.Max(best, cheap.Reward + ((dear.Reward - cheap.Reward) * (ceiling - cheap.Cost) / (dear.Cost - cheap.Cost)));
        }
        return best;
    }
}
