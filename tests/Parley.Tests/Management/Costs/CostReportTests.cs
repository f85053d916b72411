using System.Collections.Immutable;
using Parley.Configuration.Options;
using Parley.Ledger;
using Parley.Management.Costs;

namespace Parley.Tests.Management.Costs;

public sealed class CostReportTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 31, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Month_is_thirty_times_the_day()
    {
        var store = new Rows(
            new CostRow { Group = ["openai"], Currency = "EUR", Amount = 1.20m, Requests = 45, InputTokens = 125_000 },
            new CostRow { Group = ["claude"], Currency = "EUR", Amount = 0.95m, Requests = 23, InputTokens = 58_000 },
            new CostRow { Group = ["qwen"], Currency = "EUR", Amount = 0.30m, Requests = 67, InputTokens = 180_000 });

        var report = await AskAsync(store, new CostAnalysis { IncludeProjections = true });

        Assert.Equal(2.45m, report.Total.Cost["EUR"]);
        Assert.Equal(["openai", "claude", "qwen"], report.Groups.Select(static group => group.Name[0]));
        Assert.Equal((45, 125_000), (report.Groups[0].Sum.Requests, report.Groups[0].Sum.Tokens));
        Assert.Equal(new CostProjection("EUR", 73.50m), Assert.Single(report.Projections));
    }

    [Fact]
    public async Task Trend_goes_on_with_the_line_through_the_whole_days()
    {
        // Ten whole days: 1, 2, ... 10. The next thirty: 11 to 40.
        var store = new Rows([.. Enumerable.Range(1, 10).Select(static day => new CostRow { Group = [$"2026-03-{day + 10:d2}"], Currency = "USD", Amount = day })]);

        var report = await AskAsync(store, new CostAnalysis { From = new(2026, 3, 10, 0, 0, 0, TimeSpan.Zero), Until = new(2026, 3, 21, 0, 0, 0, TimeSpan.Zero), GroupBy = [CostGroup.Day], IncludeProjections = true });

        var projection = Assert.Single(report.Projections);
        Assert.Equal(150, projection.Monthly);
        Assert.Equal((765, 765, 765), (projection.Trend, projection.TrendLow, projection.TrendHigh));
    }

    [Fact]
    public async Task Currencies_stay_apart_unless_a_rate_is_known()
    {
        var store = new Rows(new CostRow { Group = ["a"], Currency = "EUR", Amount = 2 }, new CostRow { Group = ["a"], Currency = "USD", Amount = 1 }, new CostRow { Group = ["b"], Currency = "CNY", Amount = 7 }, new CostRow { Group = ["b"], Unpriced = 3 });
        var prices = new PriceOptions { ExchangeRates = ImmutableDictionary<string, decimal>.Empty.Add("EUR", 1.25m) };

        var apart = await AskAsync(store, new CostAnalysis(), prices);
        var together = await AskAsync(store, new CostAnalysis { Currency = "EUR" }, prices);

        Assert.Equal([("CNY", 7m), ("EUR", 2m), ("USD", 1m)], apart.Total.Cost.Select(static cost => (cost.Key, cost.Value)));
        Assert.Equal([("CNY", 7m), ("EUR", 2.8m)], together.Total.Cost.Select(static cost => (cost.Key, cost.Value)));
        Assert.Equal(3, together.Total.Unpriced);
    }

    [Fact]
    public async Task Csv_quotes_what_it_must_and_leaves_no_formula()
    {
        var store = new Rows(new CostRow { Group = ["=1+1,\"x\""], Currency = "USD", Amount = 0.000000000001m, Requests = 2 }, new CostRow { Group = [null], Unpriced = 1 });

        var csv = CostTexts.Csv(await AskAsync(store, new CostAnalysis { GroupBy = [CostGroup.Key] }));

        Assert.Equal(
            ["key,currency,cost,saved_by_cache,requests,attempts,failures,unpriced,estimated,local,input_tokens,cache_read_tokens,cache_write_tokens,output_tokens,energy_wh,saved_locally_usd", "\"'=1+1,\"\"x\"\"\",USD,0.000000000001,0,2,0,0,0,0,0,0,0,0,0,0,0", ",,,,0,0,0,1,0,0,0,0,0,0,0,0", ""],
            csv.Split("\r\n"));
    }

    [Theory]
    [InlineData("since", "yesterday")]
    [InlineData("since", "-3h")]
    [InlineData("until", "99999999d")]
    [InlineData("by", "backend,backend")]
    [InlineData("by", "colour")]
    [InlineData("currency", "euro")]
    [InlineData("tz", "Nowhere/City")]
    [InlineData("project", "year")]
    [InlineData("day", "2026-01-01")]
    [InlineData("nonsense", "")]
    public void Words_that_say_nothing_are_refused_by_name(string word, string text)
    {
        Assert.Null(CostWords.Read([KeyValuePair.Create(word, text)], Now, out var wrong));
        Assert.Equal(word, wrong.Word);
        Assert.EndsWith(".", wrong.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_make_a_question()
    {
        var analysis = CostWords.Read(new Dictionary<string, string> { ["since"] = "7d", ["until"] = "2026-03-30T12:00:00Z", ["by"] = "key, day", ["tag"] = "nightly", ["currency"] = "eur", ["tz"] = "Europe/Berlin", ["project"] = "month" }, Now, out _)!;

        Assert.Equal((Now - TimeSpan.FromDays(7), Now - TimeSpan.FromHours(12)), (analysis.From, analysis.Until));
        Assert.Equal([CostGroup.Key, CostGroup.Day], analysis.GroupBy);
        Assert.Equal(("nightly", "EUR", "Europe/Berlin", true), (analysis.Only[CostGroup.Tag], analysis.Currency, analysis.Zone.Id, analysis.IncludeProjections));
    }

    private static Task<CostReport> AskAsync(ILedgerStore store, CostAnalysis analysis, PriceOptions? prices = null) => CostReports.AskAsync(store, analysis, prices ?? new PriceOptions(), Now, CancellationToken.None);

    /// <summary>A store that has these rows, whatever is asked.</summary>
    private sealed class Rows(params CostRow[] rows) : ILedgerStore
    {
        public string Place => "";

        public Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task AppendAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<CostRow>> SumAsync(CostQuestion question, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<CostRow>>(question.By is [CostGroup.Day] && !rows[0].Group[0]!.StartsWith("20", StringComparison.Ordinal) ? [] : rows);

        public Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
