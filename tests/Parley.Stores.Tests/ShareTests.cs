using Microsoft.Extensions.Logging.Abstractions;
using Parley.Configuration;
using Parley.Ledger.Budgets;
using Parley.Postgres;
using Parley.Resilience;

namespace Parley.Stores.Tests;

/// <summary>Gateways that share a limit, each with a state of its own.</summary>
public sealed class ShareTests(PostgresFixture fixture) : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _stores = [];
    private string _address = "";

    public async ValueTask InitializeAsync() => _address = await fixture.NewDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_is_used_where_it_is_within_the_limit(int seed)
    {
        var rule = new BudgetRule { Name = "", Measure = BudgetMeasure.Tokens, Limit = 10_000, Window = new BudgetWindow(BudgetPeriod.Day, null) };
        var gateways = new[] { await OpenAsync(), await OpenAsync(), await OpenAsync() };
        using var stop = new CancellationTokenSource();
        var loops = gateways.Select(gateway => gateway.Sharing.RunAsync(stop.Token)).ToList();
        long used = 0;
        var (running, most) = (0L, 0L);

        await Task.WhenAll(Enumerable.Range(0, 60).Select(caller => Task.Run(async () =>
        {
            var chance = new Random((seed * 1000) + caller);
            var (state, sharing) = gateways[caller % 3];
            for (var i = 0; i < 30; i++)
            {
                var asked = chance.Next(1, 50);
                var meter = state.MeterOf(rule, "", []);
                var (hold, _) = await sharing.ReserveAsync([new BudgetAsk(meter, rule, asked)], CancellationToken.None);
                if (hold is null)
                    continue;
                var now = Interlocked.Add(ref running, asked);
                InterlockedMax(ref most, now + Interlocked.Read(ref used));
                if (chance.Next(4) == 0)
                    await Task.Delay(chance.Next(20));
                var actual = chance.Next(0, asked + 1);
                Interlocked.Add(ref used, actual);
                Interlocked.Add(ref running, -asked);
                state.Settle(hold, [actual]);
            }
        })));
        await stop.CancelAsync();
        await Task.WhenAll(loops);

        // Each gateway may be ahead of what it was told by a thirty-second part.
        const long Bound = 10_000 + (3 * 10_000 / 32);
        Assert.InRange(used, 9_000, Bound);
        // What was used a moment before what was set aside is given back is counted twice here, by one request of each caller.
        Assert.InRange(most, 9_000, Bound + (60 * 50));
    }

    [Fact]
    public async Task Gateway_that_begins_later_knows_what_was_used_and_one_that_ends_gives_back()
    {
        var rule = new BudgetRule { Name = "", Measure = BudgetMeasure.Requests, Limit = 100, Window = new BudgetWindow(BudgetPeriod.Month, TimeZoneInfo.Utc) };
        var first = await OpenAsync();
        for (var i = 0; i < 60; i++)
            Assert.NotNull(await TakeAsync(first, rule));
        await EndAsync(first);

        var second = await OpenAsync();
        var taken = 0;
        while (await TakeAsync(second, rule) is not null)
            taken++;

        Assert.Equal(40, taken);
    }

    [Fact]
    public async Task Gateway_that_has_never_reached_the_database_has_a_thirty_second_part()
    {
        var rule = new BudgetRule { Name = "", Measure = BudgetMeasure.Requests, Limit = 320, Window = new BudgetWindow(BudgetPeriod.Hour, null) };
        await using var nowhere = PostgresLedger.Open("postgres://nobody@127.0.0.1:1/nothing");
        var state = new BudgetState(TimeProvider.System) { Terms = ShareTerms.OfCallers };
        using var sharing = new BudgetSharing(Guid.NewGuid().ToString("N"), state, (IBudgetShares)nowhere, TimeProvider.System, NullLogger.Instance);

        var taken = 0;
        while (await TakeAsync((state, sharing), rule) is not null)
            taken++;

        Assert.Equal(10, taken);
    }

    [Theory]
    [InlineData("00:30:00", 0)]
    [InlineData("18:00:00", 0)]
    [InlineData("23:30:00", 0)]
    public async Task Use_of_yesterday_is_no_use_of_today(string time, int expected)
    {
        var store = PostgresLedger.Open(_address);
        _stores.Add(store);
        await store.PrepareAsync(CancellationToken.None);
        var midnight = new DateTimeOffset(2026, 5, 2, 0, 0, 0, TimeSpan.Zero);
        var before = midnight.AddSeconds(-30);
        var now = midnight + TimeSpan.Parse(time, System.Globalization.CultureInfo.InvariantCulture);

        await ((IBudgetShares)store).ExchangeAsync("a", [new BudgetShareAsk("m", 10, 0, 0, 100, midnight.AddDays(-1), before, IsRolling: false)], CancellationToken.None);
        var share = await ((IBudgetShares)store).ExchangeAsync("b", [new BudgetShareAsk("m", 0, 0, 0, 100, midnight, now, IsRolling: false)], CancellationToken.None);

        Assert.Equal(expected, share.Single().Spent);
    }

    [Fact]
    public async Task Amounts_with_many_digits_are_added_up()
    {
        var store = PostgresLedger.Open(_address);
        _stores.Add(store);
        await store.PrepareAsync(CancellationToken.None);
        var share = new BudgetShare(0, 0, 0);

        for (var i = 0; i < 30; i++)
            share = (await ((IBudgetShares)store).ExchangeAsync("a", [new BudgetShareAsk("m", 25m / 3, 0, 1m / 3, 1000, Some.Noon.AddDays(-1), Some.Noon)], CancellationToken.None)).Single();

        Assert.Equal(250, share.Spent, precision: 9);
    }

    [Fact]
    public async Task Gateways_are_counted_until_they_leave()
    {
        var store = PostgresLedger.Open(_address);
        _stores.Add(store);
        await store.PrepareAsync(CancellationToken.None);
        async Task<int> CountAsync(string node) =>
            (await ((IBudgetShares)store).ExchangeAsync(node, [new BudgetShareAsk("m", 0, 0, 0, 1000, Some.Noon.AddDays(-1), Some.Noon)], CancellationToken.None)).Single().Gateways;

        Assert.Equal(1, await CountAsync("a"));
        Assert.Equal(2, await CountAsync("b"));
        Assert.Equal(2, await CountAsync("a"));
        await ((IBudgetShares)store).LeaveAsync("b", CancellationToken.None);
        Assert.Equal(1, await CountAsync("a"));
    }

    [Fact]
    public async Task Three_gateways_send_a_backend_no_more_than_its_limit_and_nearly_all_of_it()
    {
        var policy = new LimitPolicy { RequestsPerMinute = 300, TokensPerMinute = 100_000, Concurrency = 20, MaxWait = TimeSpan.FromSeconds(5), Queue = 1000 };
        var gates = new List<(LimitGate Gate, BudgetSharing Sharing)>();
        using var stop = new CancellationTokenSource();
        for (var i = 0; i < 3; i++)
        {
            var (state, sharing) = await OpenAsync(ShareTerms.OfBackends);
            var gate = new LimitGate(TimeProvider.System, new BackendShare(state, sharing, "up"));
            sharing.Changed = gate.Wake;
            gates.Add((gate, sharing));
        }
        var loops = gates.Select(one => one.Sharing.RunAsync(stop.Token)).ToList();
        var (sent, running, most) = (0L, 0L, 0L);

        await Task.WhenAll(Enumerable.Range(0, 450).Select(caller => Task.Run(async () =>
        {
            var gate = gates[caller % 3].Gate;
            if (await gate.TakeAsync(policy, new LimitAsk("", "m", 10), CancellationToken.None) is not { } taken)
                return;
            Interlocked.Increment(ref sent);
            InterlockedMax(ref most, Interlocked.Increment(ref running));
            await Task.Delay(5);
            Interlocked.Decrement(ref running);
            gate.Return(taken, 10);
        })));
        await stop.CancelAsync();
        await Task.WhenAll(loops);

        Assert.InRange(sent, 270, 300);
        Assert.InRange(most, 2, 20);
    }

    [Fact]
    public async Task Use_is_forgotten_when_no_window_has_it_any_more()
    {
        await using var store = PostgresLedger.Open(_address);
        await store.PrepareAsync(CancellationToken.None);
        var shares = (IBudgetShares)store;
        await shares.ExchangeAsync("gateway", [new BudgetShareAsk("limit", 5, 0, 0, 100, Some.Noon.AddDays(-30), Some.Noon)], CancellationToken.None);

        Assert.Equal(0, await shares.ForgetUseAsync(Some.Noon.AddDays(31), CancellationToken.None));
        Assert.Equal(1, await shares.ForgetUseAsync(Some.Noon.AddDays(33), CancellationToken.None));
    }

    private static async Task<BudgetHold?> TakeAsync((BudgetState State, BudgetSharing Sharing) gateway, BudgetRule rule) =>
        (await gateway.Sharing.ReserveAsync([new BudgetAsk(gateway.State.MeterOf(rule, "", []), rule, 1)], CancellationToken.None)).Hold;

    private static async Task EndAsync((BudgetState State, BudgetSharing Sharing) gateway)
    {
        using var ended = new CancellationTokenSource();
        await ended.CancelAsync();
        await gateway.Sharing.RunAsync(ended.Token);
    }

    private static void InterlockedMax(ref long most, long value)
    {
        for (var known = Interlocked.Read(ref most); value > known; known = Interlocked.Read(ref most))
        {
            if (Interlocked.CompareExchange(ref most, value, known) == known)
                return;
        }
    }

    private async Task<(BudgetState State, BudgetSharing Sharing)> OpenAsync(ShareTerms? terms = null)
    {
        var store = PostgresLedger.Open(_address);
        await store.PrepareAsync(CancellationToken.None);
        var state = new BudgetState(TimeProvider.System) { Terms = terms ?? ShareTerms.OfCallers };
        var sharing = new BudgetSharing(Guid.NewGuid().ToString("N"), state, (IBudgetShares)store, TimeProvider.System, NullLogger.Instance);
        _stores.Add(store);
        return (state, sharing);
    }
}
