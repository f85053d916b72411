using Parley.Configuration;
using Parley.Ledger.Budgets;

namespace Parley.Tests.Ledger.Budgets;

/// <summary>Limits for tests.</summary>
internal static class Rules
{
    public static BudgetWindow RollingMinute { get; } = new(BudgetPeriod.Minute, null);

    public static BudgetWindow CalendarHour { get; } = new(BudgetPeriod.Hour, TimeZoneInfo.Utc);

    public static BudgetRule Of(BudgetMeasure measure, decimal limit, BudgetWindow? window, bool isSoft = false) => new()
    {
        Name = "",
        Measure = measure,
        Limit = limit,
        Window = window,
        IsSoft = isSoft,
        Currency = measure == BudgetMeasure.Money ? "USD" : null,
    };

    public static BudgetAsk Ask(this BudgetState state, BudgetRule rule, decimal? amount, string id = "") => new(state.MeterOf(rule, id, [id]), rule, amount);

    public static bool Takes(this BudgetState state, BudgetRule rule, decimal? amount, string id = "") => state.TryReserve([state.Ask(rule, amount, id)], out _) is not null;

    public static MeterReport Only(this BudgetState state) => state.Report().Single();
}
