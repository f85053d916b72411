using System.Collections.Immutable;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Ledger;
using Parley.Ledger.Budgets;

namespace Parley.Stores.Tests;

/// <summary>What every store does. The same tests run against each.</summary>
public abstract class StoreContract : IAsyncLifetime
{
    private ILedgerStore? _store;

    private ILedgerStore Store => _store!;

    /// <summary>Opens a store with nothing in it, or one that was opened before when asked again.</summary>
    protected abstract Task<ILedgerStore> OpenAsync();

    public async ValueTask InitializeAsync()
    {
        _store = await OpenAsync();
        await _store.PrepareAsync(CancellationToken.None);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Entry_written_twice_counts_once()
    {
        await AppendAsync(Some.Entry("a"), Some.Entry("a", 2));
        await AppendAsync(Some.Entry("a"), Some.Entry("b"));

        var row = Assert.Single(await SumAsync(Some.Everything));

        Assert.Equal((3, 3, 0.75m), (row.Requests, row.Attempts, row.Amount));
    }

    [Fact]
    public async Task Answer_is_found_until_its_time_is_over_and_replaced_by_the_next()
    {
        var store = (IAnswerStore)Store;
        var now = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_123);
        await store.SaveAnswerAsync(new StoredAnswer("*:AB", now, now.AddSeconds(1), "{}", "old"), CancellationToken.None);
        var answer = new StoredAnswer("*:AB", now, now.AddSeconds(2), """{"a":"ä'\"}""", """{"x":"\u0000 ü"}""");
        await store.SaveAnswerAsync(answer, CancellationToken.None);

        Assert.Equal(answer, await store.FindAnswerAsync("*:AB", now.AddSeconds(1), CancellationToken.None));
        Assert.Null(await store.FindAnswerAsync("*:AB", now.AddSeconds(2), CancellationToken.None));
        Assert.Null(await store.FindAnswerAsync("*:AC", now, CancellationToken.None));
        Assert.Equal(0, await store.ForgetAnswersAsync(now.AddSeconds(1), CancellationToken.None));
        Assert.Equal(1, await store.ForgetAnswersAsync(now.AddSeconds(2), CancellationToken.None));
    }

    [Fact]
    public async Task Entry_that_was_settled_is_not_replaced_by_its_beginning()
    {
        await AppendAsync(Some.Entry("a"), Some.Entry("a") with { Quality = LedgerQuality.Interrupted, Cost = null });

        Assert.Equal(0.25m, Assert.Single(await SumAsync(Some.Everything)).Amount);
    }

    [Fact]
    public async Task Sums_are_exact_to_the_trillionth()
    {
        await AppendAsync([.. Enumerable.Range(0, 1003).Select(static number => Some.Entry($"e{number}") with { Cost = Some.Cost(0.000000000001m) })]);
        await AppendAsync(Some.Entry("large") with { Cost = Some.Cost(9_000_000.000000000001m) }, Some.Entry("large2") with { Cost = Some.Cost(9_000_000m) });

        Assert.Equal(18_000_000.000000001004m, Assert.Single(await SumAsync(Some.Everything)).Amount);
    }

    [Fact]
    public async Task Currencies_and_unknown_costs_stay_apart()
    {
        await AppendAsync(Some.Entry("a"), Some.Entry("b") with { Cost = Some.Cost(3, "EUR") }, Some.Entry("c") with { Cost = null });

        var rows = await SumAsync(Some.Everything);

        Assert.Equal([(null, 0m, 1), ("EUR", 3m, 0), ("USD", 0.25m, 0)], rows.OrderBy(static row => row.Currency, StringComparer.Ordinal).Select(static row => (row.Currency, row.Amount, row.Unpriced)));
    }

    [Fact]
    public async Task Groups_are_those_that_were_asked_for()
    {
        await AppendAsync(
            Some.Entry("a") with { Key = "anna", Team = "red", Tags = ["x", "y"], Session = "s" },
            Some.Entry("b") with { Key = "anna", Team = "red", Tags = ["y"] },
            Some.Entry("c") with { Key = "ben", Backend = "groq", Model = "llama" });

        Assert.Equal(["anna 2", "ben 1"], await ShownAsync(CostGroup.Key));
        Assert.Equal([" 1", "red 2"], await ShownAsync(CostGroup.Team));
        Assert.Equal([" 1", "x 1", "y 2"], await ShownAsync(CostGroup.Tag));
        Assert.Equal(["groq,llama 1", "openai,gpt-5 2"], await ShownAsync(CostGroup.Backend, CostGroup.Model));
        Assert.Equal([" 2", "s 1"], await ShownAsync(CostGroup.Session));
    }

    [Fact]
    public async Task Days_begin_where_the_time_zone_says_also_when_clocks_are_set()
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        // 2026-03-29 02:00 becomes 03:00 there: before it midnight is 23:00 UTC, after it 22:00.
        await AppendAsync(
            Some.Entry("a") with { At = new DateTimeOffset(2026, 3, 28, 22, 59, 0, TimeSpan.Zero) },
            Some.Entry("b") with { At = new DateTimeOffset(2026, 3, 28, 23, 1, 0, TimeSpan.Zero) },
            Some.Entry("c") with { At = new DateTimeOffset(2026, 3, 29, 21, 59, 0, TimeSpan.Zero) },
            Some.Entry("d") with { At = new DateTimeOffset(2026, 3, 29, 22, 1, 0, TimeSpan.Zero) });

        var rows = await SumAsync(Some.Everything with { By = [CostGroup.Day], Zone = berlin });

        Assert.Equal(["2026-03-28 1", "2026-03-29 2", "2026-03-30 1"], Shown(rows));
    }

    [Theory]
    [InlineData("Asia/Kolkata", 18, 30)]
    [InlineData("Asia/Kathmandu", 18, 15)]
    [InlineData("America/St_Johns", 2, 30)]
    public async Task Days_begin_where_the_time_zone_says_within_the_hour(string zone, int hour, int minute)
    {
        var midnight = new DateTimeOffset(2026, 3, 28, hour, minute, 0, TimeSpan.Zero);
        await AppendAsync(
            Some.Entry("a") with { At = midnight.AddMilliseconds(-1) },
            Some.Entry("b") with { At = midnight }, Some.Entry("c") with { At = midnight.AddMinutes(14) });

        var rows = await SumAsync(Some.Everything with { By = [CostGroup.Day], Zone = TimeZoneInfo.FindSystemTimeZoneById(zone) });

        Assert.Equal([1, 2], rows.OrderBy(static row => row.Group[0], StringComparer.Ordinal).Select(static row => row.Attempts));
    }

    [Fact]
    public async Task Question_may_be_for_some_only()
    {
        await AppendAsync(
            Some.Entry("a") with { Key = "anna", Tags = ["100%", "b"] }, Some.Entry("b") with { Key = "ben", Tags = ["100x"] }, Some.Entry("c") with { At = Some.Noon - TimeSpan.FromDays(40) });

        Assert.Equal(2, (await SumAsync(Some.Everything)).Sum(static row => row.Attempts));
        Assert.Equal(1, Assert.Single(await SumAsync(Only(CostGroup.Key, "anna"))).Attempts);
        Assert.Equal(1, Assert.Single(await SumAsync(Only(CostGroup.Tag, "100%"))).Attempts);
        Assert.Empty(await SumAsync(Only(CostGroup.Tag, "100")));
        Assert.Empty(await SumAsync(Only(CostGroup.Tag, "B")));
        Assert.Equal(["100% 1"], Shown(await SumAsync(Only(CostGroup.Tag, "100%") with { By = [CostGroup.Tag] })));
    }

    [Theory]
    [InlineData("'; drop table ledger; --")]
    [InlineData("x' or '1'='1")]
    [InlineData("\" or 1=1")]
    [InlineData("%")]
    [InlineData("a\0b")]
    public async Task Statements_in_names_are_names(string name)
    {
        await AppendAsync(Some.Entry("a") with { Key = name, Session = name, ModelAsked = name, Tags = [name] }, Some.Entry("b"));

        foreach (var group in (CostGroup[])[CostGroup.Key, CostGroup.Session])
            Assert.Equal(1, Assert.Single(await SumAsync(Only(group, name))).Attempts);
        Assert.Equal(1, Assert.Single(await SumAsync(Only(CostGroup.Tag, name))).Attempts);
        Assert.Empty(await SumAsync(Only(CostGroup.Backend, name)));
        Assert.Equal(2, Assert.Single(await SumAsync(Some.Everything)).Attempts);
    }

    [Fact]
    public async Task Failed_calls_and_local_ones_and_estimates_are_counted()
    {
        await AppendAsync(
            Some.Entry("a") with { IsAnswer = false, IsFinal = false, Fault = FaultKind.Upstream, FaultSource = FaultSource.Provider, Cost = null, Usage = Usage.Unknown, Quality = LedgerQuality.Unknown },
            Some.Entry("a", 2) with { IsLocal = true, WattHours = 1.5, Quality = LedgerQuality.Estimated, Usage = new Usage { Input = TokenCount.Exact(1), CacheRead = TokenCount.Exact(2), CacheWrite1h = TokenCount.Exact(4), CacheWrite5m = TokenCount.Exact(8), Output = TokenCount.Exact(16), Reasoning = TokenCount.Exact(32) } });

        var rows = await SumAsync(Some.Everything);
        var all = rows.Single(static row => row.Currency is not null);

        Assert.Equal((2, 1, 1), (rows.Sum(static row => row.Attempts), rows.Sum(static row => row.Requests), rows.Sum(static row => row.Failures)));
        Assert.Equal((1, 1, 1.5), (all.LocalAttempts, all.Estimated, all.WattHours));
        Assert.Equal((1, 2, 12, 48), (all.InputTokens, all.CacheReadTokens, all.CacheWriteTokens, all.OutputTokens));
    }

    [Fact]
    public async Task Old_entries_are_forgotten_when_asked_for()
    {
        await AppendAsync(Some.Entry("old") with { At = Some.Noon - TimeSpan.FromDays(2) }, Some.Entry("new"));

        Assert.Equal(1, await Store.ForgetAsync(Some.Noon - TimeSpan.FromDays(1), CancellationToken.None));
        Assert.Equal(1, Assert.Single(await SumAsync(Some.Everything)).Attempts);
    }

    [Theory]
    [InlineData(BudgetMeasure.Requests, BudgetScope.Key, "anna 2, ben 1")]
    [InlineData(BudgetMeasure.Requests, BudgetScope.Backend, "groq 1, openai 3")]
    [InlineData(BudgetMeasure.Tokens, BudgetScope.Key, "anna 360, ben 120")]
    [InlineData(BudgetMeasure.Money, BudgetScope.Team, "red 0.75 USD")]
    [InlineData(BudgetMeasure.Money, BudgetScope.Key, "anna 0.75 USD, ben 5 EUR")]
    [InlineData(BudgetMeasure.Requests, BudgetScope.Model, "gpt-5|groq/gpt-5|fast 1, gpt-5|openai/gpt-5|fast 3")]
    [InlineData(BudgetMeasure.WattHours, BudgetScope.Key, "anna 0.5, ben 0")]
    [InlineData(BudgetMeasure.Money, BudgetScope.Tag, "x 0.25 USD, y 0.5 USD")]
    [InlineData(BudgetMeasure.Requests, BudgetScope.Session, "anna/s 1")]
    public async Task Use_of_limits_is_known_after_a_restart(BudgetMeasure measure, BudgetScope scope, string expected)
    {
        await AppendAsync(
            Some.Entry("a") with { Key = "anna", Team = "red", Tags = ["x", "y"], Session = "s", WattHours = 0.5 },
            Some.Entry("a", 2) with { Key = "anna", Team = "red", Session = "s" },
            Some.Entry("b") with { Key = "anna", Team = "red", Tags = ["y"] },
            Some.Entry("c") with { Key = "ben", Backend = "groq", Cost = Some.Cost(5, "EUR") },
            Some.Entry("refused") with { Key = "ben", IsSent = false },
            Some.Entry("old") with { Key = "ben", At = Some.Noon - TimeSpan.FromHours(1) },
            Some.Entry("late") with { Key = "ben", At = Some.Noon + TimeSpan.FromHours(1) });
        var question = new BudgetQuestion(measure, [scope], measure == BudgetMeasure.Money ? "USD" : null, Some.Noon - TimeSpan.FromMinutes(1), Some.Noon + TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1));

        var sums = await ((IBudgetHistory)Store).SumAsync(question, CancellationToken.None);

        var shown = sums.GroupBy(static sum => (Name: sum.Names[0].Replace(BudgetSum.Or, '|'), sum.Currency)).Select(static group => FormattableString.Invariant($"{group.Key.Name} {group.Sum(static sum => sum.Amount):0.##} {group.Key.Currency}").TrimEnd());
        Assert.Equal(expected, string.Join(", ", shown.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Use_of_limits_is_told_by_slices()
    {
        await AppendAsync(Some.Entry("a"), Some.Entry("b") with { At = Some.Noon + TimeSpan.FromMilliseconds(900) }, Some.Entry("c") with { At = Some.Noon + TimeSpan.FromSeconds(5) });

        var sums = await ((IBudgetHistory)Store).SumAsync(new BudgetQuestion(BudgetMeasure.Requests, [], null, Some.Noon, Some.Noon + TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1)), CancellationToken.None);

        Assert.Equal([(0.9, 2m), (5, 1m)], sums.OrderBy(static sum => sum.At).Select(static sum => ((sum.At - Some.Noon).TotalSeconds, sum.Amount)));
    }

    [Fact]
    public async Task Several_that_prepare_at_once_do_not_get_in_each_others_way()
    {
        var others = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            var other = await OpenAsync();
            await other.PrepareAsync(CancellationToken.None);
            await other.AppendAsync([Some.Entry(Guid.NewGuid().ToString())], CancellationToken.None);
            return other;
        }));

        Assert.Equal(8, Assert.Single(await SumAsync(Some.Everything)).Attempts);
        foreach (var other in others)
            await other.DisposeAsync();
    }

    private static CostQuestion Only(CostGroup group, string value) => Some.Everything with { Only = ImmutableDictionary<CostGroup, string>.Empty.Add(group, value) };

    private static IEnumerable<string> Shown(IEnumerable<CostRow> rows) => rows.Select(static row => $"{string.Join(',', row.Group)} {row.Attempts}").Order(StringComparer.Ordinal);

    private async Task<IEnumerable<string>> ShownAsync(params CostGroup[] by) => Shown(await SumAsync(Some.Everything with { By = [.. by] }));

    private Task AppendAsync(params LedgerEntry[] entries) => Store.AppendAsync(entries, CancellationToken.None);

    private Task<IReadOnlyList<CostRow>> SumAsync(CostQuestion question) => Store.SumAsync(question, CancellationToken.None);
}
