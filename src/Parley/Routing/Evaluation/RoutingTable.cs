namespace Parley.Routing.Evaluation;

/// <summary>Prompts, each with what every arm's answer to it was worth and did cost.</summary>
/// <param name="Arms">The arms' names, in the order of the first line.</param>
/// <param name="Rows">The prompts, in the order of the file.</param>
internal sealed record RoutingTable(IReadOnlyList<string> Arms, IReadOnlyList<RoutingRow> Rows)
{
    /// <summary>Some of its prompts.</summary>
    public RoutingTable Pick(IEnumerable<int> rows) => this with { Rows = [.. rows.Select(row => Rows[row])] };

    /// <summary>Mean reward and cost of always choosing an arm.</summary>
    public (double Reward, double Cost) Mean(int arm) => (Rows.Average(row => row.Rewards[arm]), Rows.Average(row => row.Costs[arm]));
}

/// <summary>One prompt.</summary>
/// <param name="Prompt">What a router may see before it chooses.</param>
/// <param name="Rewards">How good each arm's answer was, from 0 to 1.</param>
/// <param name="Costs">What each arm did cost, in US dollars.</param>
internal sealed record RoutingRow(string Prompt, double[] Rewards, double[] Costs);
