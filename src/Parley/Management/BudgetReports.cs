using Parley.Ledger.Budgets;

namespace Parley.Management;

/// <summary>What was used of the limits that are configured now.</summary>
public static class BudgetReports
{
    /// <summary>All that were asked for by anybody yet, the fullest first.</summary>
    public static IEnumerable<MeterReport> Fullest(Gateway gateway)
    {
        var snapshot = gateway.Snapshot;
        var configured = snapshot.Budgets.Concat(snapshot.Keys.All.SelectMany(static key => key.Budgets)).Select(static rule => rule.Identity).ToHashSet(StringComparer.Ordinal);
        return gateway.Engine.Budgets.Report().Where(report => configured.Contains(report.Rule.Identity)).OrderByDescending(static report => report.Share);
    }
}
