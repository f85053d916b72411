using Parley.Configuration;
using Parley.Ledger.Budgets;

namespace Parley.Pipeline;

/// <summary>A limit is nearly or wholly used up.</summary>
public sealed record LimitNotice
{
    private LimitNotice()
    {
    }

    /// <summary>The operator's name for it; empty where it has none.</summary>
    public required string Name { get; init; }

    /// <summary>What it says, in short.</summary>
    public required string Says { get; init; }

    /// <summary>Whose limit it is, as a sentence has it: <c>the key 'alice'</c>.</summary>
    public required string Whom { get; init; }

    /// <summary>True when nothing is left, so that requests are refused unless it only warns; false when it is nearly used up (<see cref="Configuration.Options.LimitRuleOptions.WarnAt"/>).</summary>
    public required bool IsReached { get; init; }

    /// <summary>What was used.</summary>
    public required decimal Spent { get; init; }

    /// <summary>How much may be used.</summary>
    public required decimal Limit { get; init; }

    /// <summary>The currency of both; null where they are no money.</summary>
    public string? Currency { get; init; }

    /// <summary>When all is there again.</summary>
    public required DateTimeOffset ResetsAt { get; init; }

    internal static LimitNotice Of(BudgetEvent one) => new()
    {
        Name = one.Meter.Rule.Name,
        Says = one.Meter.Rule.Says,
        Whom = BudgetWords.Whom(one.Meter.Rule, one.Meter.Names),
        IsReached = one.IsReached,
        Spent = one.Spent,
        Limit = one.Meter.Rule.Limit,
        Currency = one.Meter.Rule.Currency,
        ResetsAt = one.WholeAt,
    };
}
