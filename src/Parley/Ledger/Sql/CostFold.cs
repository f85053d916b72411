namespace Parley.Ledger.Sql;

/// <summary>Puts rows together that the database had to keep apart: the quarters of the hours of a day, and the tags that stand together in a row.</summary>
internal static class CostFold
{
    public static IReadOnlyList<CostRow> Fold(IEnumerable<CostRow> rows, CostQuestion question)
    {
        var tag = question.By.IndexOf(CostGroup.Tag);
        if (tag >= 0)
            rows = rows.SelectMany(row => Split(row, tag, question.Only.GetValueOrDefault(CostGroup.Tag)));
        return [.. rows.GroupBy(static row => (string.Join('\u001f', row.Group.Select(static value => value ?? "\u0000")), row.Currency)).Select(static group => group.Aggregate(Sum))];
    }

    private static IEnumerable<CostRow> Split(CostRow row, int place, string? only) => row.Group[place] is { } tags
        ? tags.Split(',', StringSplitOptions.RemoveEmptyEntries).Where(tag => only is null || tag == only).Select(tag => row with { Group = row.Group.SetItem(place, tag) })
        : [row];

    private static CostRow Sum(CostRow one, CostRow other) => one with
    {
        Amount = one.Amount + other.Amount,
        SavedByCache = one.SavedByCache + other.SavedByCache,
        SavedLocally = one.SavedLocally + other.SavedLocally,
        Requests = one.Requests + other.Requests,
        Attempts = one.Attempts + other.Attempts,
        Failures = one.Failures + other.Failures,
        Unpriced = one.Unpriced + other.Unpriced,
        Estimated = one.Estimated + other.Estimated,
        InputTokens = one.InputTokens + other.InputTokens,
        CacheReadTokens = one.CacheReadTokens + other.CacheReadTokens,
        CacheWriteTokens = one.CacheWriteTokens + other.CacheWriteTokens,
        OutputTokens = one.OutputTokens + other.OutputTokens,
        LocalAttempts = one.LocalAttempts + other.LocalAttempts,
        WattHours = one.WattHours + other.WattHours,
    };
}
