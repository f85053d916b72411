using Parley.Configuration;

namespace Parley.Ledger.Budgets;

/// <summary>What is left of a limit, as replies tell it.</summary>
/// <param name="Limit">The most.</param>
/// <param name="Remaining">What is left.</param>
/// <param name="ResetIn">When all is there again.</param>
/// <param name="At">When it was looked at.</param>
internal readonly record struct LimitLeft(long Limit, long Remaining, TimeSpan ResetIn, DateTimeOffset At)
{
    /// <summary>Of all limits of a measure that apply to a request the one of which the smallest share is left; null where there is none.</summary>
    public static LimitLeft? Of(Allowance allowance, BudgetMeasure measure)
    {
        LimitLeft? least = null;
        foreach (var (rule, meter) in allowance.Applying)
        {
            if (rule.Measure != measure || rule.IsSoft || rule.Window is null or { Period: BudgetPeriod.Session })
                continue;
            var left = allowance.Read(meter, (one, now) => new LimitLeft((long)rule.Limit, (long)one.LeftAt(rule, now), one.WholeAt(now) - now, now));
            if (least is null || left.IsLessThan(least.Value))
                least = left;
        }
        return least;
    }

    private bool IsLessThan(LimitLeft other) =>
        ((double)Remaining / Limit, Remaining).CompareTo(((double)other.Remaining / other.Limit, other.Remaining)) < 0;
}
