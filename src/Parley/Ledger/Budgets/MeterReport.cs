using Parley.Configuration;

namespace Parley.Ledger.Budgets;

/// <summary>What one key, team, session and so on has used of one limit.</summary>
public sealed record MeterReport
{
    /// <summary>The limit.</summary>
    public required BudgetRule Rule { get; init; }

    /// <summary>What the parts of the rule have matched, in their order.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>What was used within the window.</summary>
    public required decimal Spent { get; init; }

    /// <summary>What is set aside for requests that run.</summary>
    public required decimal Reserved { get; init; }

    /// <summary>How many calls were let through whose price or energy nobody knew.</summary>
    public required long Unpriced { get; init; }

    /// <summary>When all is there again; null where there is no window.</summary>
    public required DateTimeOffset? ResetsAt { get; init; }

    /// <summary>What may still be asked for.</summary>
    public decimal Remaining => Math.Max(0, Rule.Limit - Spent - Reserved);

    /// <summary>How full it is; 1 when nothing is left.</summary>
    public decimal Share => Rule.Limit == 0 ? 1 : (Spent + Reserved) / Rule.Limit;

    /// <summary>Whether it is what refuses requests now.</summary>
    public bool IsBinding => !Rule.IsSoft && Remaining == 0;

    internal static MeterReport Of(Meter meter, DateTimeOffset now) => new()
    {
        Rule = meter.Rule,
        Names = meter.Names,
        Spent = meter.SpentAt(now),
        Reserved = meter.Reserved,
        Unpriced = meter.Unpriced,
        ResetsAt = meter.Rule.Window is null ? null : meter.WholeAt(now),
    };
}
