namespace Parley.Routing.Evaluation;

/// <summary>How a strategy did with one seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Prompts">How many prompts counted.</param>
/// <param name="Quality">The mean reward.</param>
/// <param name="Cost">The mean cost, in US dollars per request.</param>
/// <param name="Shares">How often each arm was chosen, by its place.</param>
/// <param name="Mixture">The best mixture on the same prompts.</param>
internal sealed record EvaluationRun(int Seed, int Prompts, double Quality, double Cost, double[] Shares, Mixture Mixture)
{
    /// <summary>Plays a policy over prompts in their order.</summary>
    public static EvaluationRun Of(int seed, RoutingTable table, ITablePolicy policy, Mixture mixture)
    {
        double quality = 0, cost = 0;
        var shares = new double[table.Arms.Count];
        foreach (var row in table.Rows)
        {
            var arm = policy.Choose(row.Prompt);
            policy.Settle(row.Rewards[arm], row.Costs[arm]);
            shares[arm] += 1.0 / table.Rows.Count;
            quality += row.Rewards[arm];
            cost += row.Costs[arm];
        }
        return new EvaluationRun(seed, table.Rows.Count, quality / table.Rows.Count, cost / table.Rows.Count, shares, mixture);
    }
}
