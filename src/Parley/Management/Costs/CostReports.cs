using System.Collections.Immutable;
using System.Globalization;
using Parley.Configuration.Options;
using Parley.Ledger;

namespace Parley.Management.Costs;

/// <summary>Makes reports of the ledger.</summary>
public static class CostReports
{
    /// <summary>The names of the groups, as reports and questions spell them.</summary>
    public static string NameOf(CostGroup group) => group.ToString().ToLowerInvariant();

    /// <summary>Says what calls cost, after a gateway's ledger.</summary>
    /// <param name="gateway">The gateway.</param>
    /// <param name="analysis">What is asked; the last twenty-four hours by backend when null.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="InvalidOperationException">No ledger is kept.</exception>
    /// <exception cref="LedgerStoreException">Its store cannot be reached.</exception>
    public static Task<CostReport> AnalyzeCostsAsync(this Gateway gateway, CostAnalysis? analysis = null, CancellationToken cancellationToken = default) => gateway.Books is { } books
        ? AskAsync(books.Store, analysis ?? new CostAnalysis(), gateway.Snapshot.Routing.Prices, gateway.Engine.Time.GetUtcNow(), cancellationToken)
        : throw new InvalidOperationException("This gateway keeps no ledger.");

    /// <summary>Asks a store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="analysis">What is asked.</param>
    /// <param name="prices">How currencies are converted.</param>
    /// <param name="now">The end of the time, where none is said.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="LedgerStoreException">It cannot be reached.</exception>
    public static async Task<CostReport> AskAsync(ILedgerStore store, CostAnalysis analysis, PriceOptions prices, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var until = analysis.Until ?? now;
        var question = new CostQuestion(analysis.Start(now), until) { Only = analysis.Only, Zone = analysis.Zone };
        var rates = new Conversion(analysis.Currency, prices);
        var grouped = await store.SumAsync(question with { By = analysis.GroupBy }, cancellationToken).ConfigureAwait(false);
        // Tags overlap, so that the whole is not the sum of the groups.
        var all = analysis.GroupBy.Contains(CostGroup.Tag) ? await store.SumAsync(question, cancellationToken).ConfigureAwait(false) : grouped;
        var report = new CostReport
        {
            From = question.From,
            Until = question.Until,
            GroupBy = [.. analysis.GroupBy.Select(NameOf)],
            Total = Sum(all, rates),
            Groups = Groups(grouped, analysis.GroupBy, rates),
        };
        if (!analysis.IncludeProjections)
            return report;
        var days = await store.SumAsync(question with { By = [CostGroup.Day] }, cancellationToken).ConfigureAwait(false);
        return report with { Projections = [.. report.Total.Cost.Select(cost => Project(cost.Key, cost.Value, question, days, rates))] };
    }

    private static ImmutableArray<CostGroupSum> Groups(IReadOnlyList<CostRow> rows, ImmutableArray<CostGroup> by, Conversion rates)
    {
        if (by.IsEmpty)
            return [];
        var groups = rows.GroupBy(static row => string.Join('\u001f', row.Group.Select(static value => value ?? "\u0000"))).Select(group => new CostGroupSum(group.First().Group, Sum(group, rates)));
        var day = by.IndexOf(CostGroup.Day);
        return day >= 0
            ? [.. groups.OrderBy(group => group.Name[day], StringComparer.Ordinal).ThenByDescending(static group => group.Sum.Cost.Values.Sum())]
            : [.. groups.OrderByDescending(static group => group.Sum.Cost.Values.Sum()).ThenByDescending(static group => group.Sum.Requests).ThenBy(static group => group.Name[0], StringComparer.Ordinal)];
    }

    private static CostSum Sum(IEnumerable<CostRow> rows, Conversion rates)
    {
        var list = rows.ToList();
        return new CostSum
        {
            Cost = rates.Sum(list.Where(static row => row.Currency is not null).Select(static row => (row.Currency!, row.Amount))),
            SavedByCache = rates.Sum(list.Where(static row => row is { Currency: not null, SavedByCache: not 0 }).Select(static row => (row.Currency!, row.SavedByCache))),
            SavedLocallyUsd = list.Sum(static row => row.SavedLocally),
            Requests = list.Sum(static row => row.Requests),
            Attempts = list.Sum(static row => row.Attempts),
            Failures = list.Sum(static row => row.Failures),
            Unpriced = list.Sum(static row => row.Unpriced),
            Estimated = list.Sum(static row => row.Estimated),
            Local = list.Sum(static row => row.LocalAttempts),
            InputTokens = list.Sum(static row => row.InputTokens),
            CacheReadTokens = list.Sum(static row => row.CacheReadTokens),
            CacheWriteTokens = list.Sum(static row => row.CacheWriteTokens),
            OutputTokens = list.Sum(static row => row.OutputTokens),
            EnergyWh = list.Sum(static row => row.WattHours),
        };
    }

    private static CostProjection Project(string currency, decimal total, CostQuestion question, IReadOnlyList<CostRow> days, Conversion rates)
    {
        var first = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(question.From, question.Zone).DateTime);
        var last = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(question.Until, question.Zone).DateTime);
        var costs = days.Where(static row => row.Currency is not null).GroupBy(static row => row.Group[0]!)
            .ToDictionary(static day => DateOnly.ParseExact(day.Key, "yyyy-MM-dd", CultureInfo.InvariantCulture), day => rates.Sum(day.Select(static row => (row.Currency!, row.Amount))).GetValueOrDefault(currency));
        // The first and the last day are in the time only in part.
        var whole = Enumerable.Range(1, Math.Max(0, last.DayNumber - first.DayNumber - 1)).Select(offset => costs.GetValueOrDefault(first.AddDays(offset))).ToList();
        return CostTrend.Of(currency, total, question.Until - question.From, whole);
    }

    /// <summary>Converts amounts, where that is asked for and a rate is known; the others stay in their own currency, so that nothing is left out.</summary>
    private sealed class Conversion(string? currency, PriceOptions prices)
    {
        private readonly decimal? _target = currency is null ? null : RateOf(currency, prices);

        public ImmutableSortedDictionary<string, decimal> Sum(IEnumerable<(string Currency, decimal Amount)> amounts) =>
            amounts.Select(Convert).GroupBy(static one => one.Currency).ToImmutableSortedDictionary(static group => group.Key, static group => group.Sum(static one => one.Amount), StringComparer.Ordinal);

        private (string Currency, decimal Amount) Convert((string Currency, decimal Amount) one) =>
            _target is { } target && one.Currency != currency && RateOf(one.Currency, prices) is { } rate ? (currency!, one.Amount * rate / target) : one;

        private static decimal? RateOf(string currency, PriceOptions prices) => currency == "USD" ? 1 : prices.ExchangeRates.TryGetValue(currency, out var rate) && rate > 0 ? rate : null;
    }
}
