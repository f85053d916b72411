namespace Parley.Routing.Evaluation;

/// <summary>A choice that does not look at the prompt: a share for each arm.</summary>
/// <param name="Shares">The shares by arm; together 1.</param>
/// <param name="Quality">The mean reward.</param>
/// <param name="Cost">The mean cost, in US dollars per request.</param>
internal sealed record Mixture(double[] Shares, double Quality, double Cost)
{
    /// <summary>The best mixture of two arms whose mean cost is not above a ceiling; of arms that all cost more, the cheapest.</summary>
    public static Mixture Best(RoutingTable table, double? ceiling)
    {
        var best = Cheapest(table);
        for (var low = 0; low < table.Arms.Count; low++)
        {
            for (var high = 0; high < table.Arms.Count; high++)
            {
                if (Of(table, low, high, ceiling ?? double.PositiveInfinity) is { } mixture && mixture.Quality > best.Quality)
                    best = mixture;
            }
        }
        return best;
    }

    /// <summary>The arm with the lowest mean cost.</summary>
    public static Mixture Cheapest(RoutingTable table) => Single(table, Enumerable.Range(0, table.Arms.Count).MinBy(arm => table.Mean(arm).Cost));

    /// <summary>The arm with the best mean reward of those whose mean cost is not above a ceiling, else the cheapest.</summary>
    public static Mixture BestArm(RoutingTable table, double? ceiling)
    {
        var allowed = Enumerable.Range(0, table.Arms.Count).Where(arm => ceiling is null || table.Mean(arm).Cost <= ceiling).ToList();
        return allowed.Count == 0 ? Cheapest(table) : Single(table, allowed.MaxBy(arm => table.Mean(arm).Reward));
    }

    /// <summary>Every arm alike.</summary>
    public static Mixture Even(RoutingTable table)
    {
        var means = Enumerable.Range(0, table.Arms.Count).Select(table.Mean).ToList();
        return new Mixture([.. means.Select(_ => 1.0 / means.Count)], means.Average(static mean => mean.Reward), means.Average(static mean => mean.Cost));
    }

    private static Mixture Single(RoutingTable table, int arm)
    {
        var shares = new double[table.Arms.Count];
        shares[arm] = 1;
        var (quality, cost) = table.Mean(arm);
        return new Mixture(shares, quality, cost);
    }

    private static Mixture? Of(RoutingTable table, int low, int high, double ceiling)
    {
        var (cheap, dear) = (table.Mean(low), table.Mean(high));
        if (cheap.Cost > ceiling || cheap.Cost > dear.Cost)
            return null;
        var part = dear.Cost <= ceiling ? 1 : (ceiling - cheap.Cost) / (dear.Cost - cheap.Cost);
        var shares = new double[table.Arms.Count];
        shares[low] += 1 - part;
        shares[high] += part;
        return new Mixture(shares, cheap.Reward + (part * (dear.Reward - cheap.Reward)), cheap.Cost + (part * (dear.Cost - cheap.Cost)));
    }
}
