using Microsoft.Extensions.Logging.Abstractions;
using Parley.Configuration;
using Parley.Ledger.Budgets;
using Parley.Resilience;
using Parley.Tests.Resilience;

namespace Parley.Tests.Ledger.Budgets.Sharing;

/// <summary>The gates that several gateways have before one backend.</summary>
public sealed class BackendShareTests : IDisposable
{
    private readonly SteppedTime _time = new();
    private readonly MemoryShares _shares = new();
    private readonly List<(LimitGate Gate, BudgetSharing Sharing)> _gateways = [];

    public void Dispose()
    {
        foreach (var (gate, sharing) in _gateways)
        {
            gate.Dispose();
            sharing.Dispose();
        }
    }

    [Fact]
    public async Task Gateways_send_no_more_than_the_limit_together_and_all_of_it()
    {
        var policy = new LimitPolicy { RequestsPerMinute = 60, Queue = 1000, MaxWait = TimeSpan.FromSeconds(20) };
        LimitGate[] gates = [Open(), Open(), Open()];

        var taken = await PumpAsync(Task.WhenAll(Enumerable.Range(0, 120).Select(i => TakeAsync(gates[i % 3], policy))));

        Assert.Equal(60, taken.Count(static one => one is not null));
    }

    [Fact]
    public async Task Tokens_are_set_aside_by_estimate_and_settled_by_use_in_all_of_them()
    {
        var policy = new LimitPolicy { TokensPerMinute = 1000, MaxWait = TimeSpan.FromSeconds(20) };
        var (one, other) = (Open(), Open());
        one.Return((await PumpAsync(TakeAsync(one, policy, 900)))!, 400);

        Assert.NotNull(await PumpAsync(TakeAsync(other, policy, 600)));
        Assert.Null(await PumpAsync(TakeAsync(other, policy, 1)));
    }

    [Fact]
    public async Task Request_waits_until_another_gateway_has_given_back_its_place()
    {
        var policy = new LimitPolicy { Concurrency = 1, MaxWait = TimeSpan.FromSeconds(20) };
        var (one, other) = (Open(), Open());
        var held = (await PumpAsync(TakeAsync(one, policy)))!;
        var waiting = TakeAsync(other, policy);
        await RunAsync(TimeSpan.FromSeconds(5));
        Assert.False(waiting.IsCompleted);

        one.Return(held, null);

        Assert.NotNull(await PumpAsync(waiting));
    }

    [Fact]
    public async Task Share_is_waited_for_where_nobody_else_would_wait()
    {
        var policy = new LimitPolicy { RequestsPerMinute = 60, Queue = 0 };

        Assert.NotNull(await PumpAsync(TakeAsync(Open(), policy)));
    }

    [Fact]
    public async Task What_others_have_used_up_stands_in_the_way_and_says_so()
    {
        var policy = new LimitPolicy { RequestsPerMinute = 2, Queue = 0 };
        var (one, other) = (Open(), Open());
        Assert.NotNull(await PumpAsync(TakeAsync(one, policy)));
        Assert.NotNull(await PumpAsync(TakeAsync(one, policy)));

        Assert.Null(await PumpAsync(TakeAsync(other, policy)));

        Assert.Equal(Limit.RequestsPerMinute, other.FullnessFor(policy, new LimitAsk("", "m", 1)).Limit);
        Assert.NotNull(other.ReportOf(policy, "", "m"));
    }

    [Fact]
    public async Task Room_is_taken_to_be_there_where_nobody_has_asked_for_long()
    {
        var policy = new LimitPolicy { RequestsPerMinute = 2, Queue = 0 };
        var (one, other) = (Open(), Open());
        await PumpAsync(TakeAsync(one, policy));
        await PumpAsync(TakeAsync(one, policy));
        await PumpAsync(TakeAsync(other, policy));

        await RunAsync(TimeSpan.FromSeconds(3));

        Assert.Null(other.ReportOf(policy, "", "m"));
    }

    [Fact]
    public async Task Each_gateway_keeps_within_the_limit_by_itself_while_the_store_is_away()
    {
        var policy = new LimitPolicy { RequestsPerMinute = 40, Queue = 1000, MaxWait = TimeSpan.FromSeconds(20) };
        LimitGate[] gates = [Open(), Open()];
        _shares.IsAway = true;

        var taken = await PumpAsync(Task.WhenAll(Enumerable.Range(0, 120).Select(i => TakeAsync(gates[i % 2], policy))));

        Assert.Equal(80, taken.Count(static one => one is not null));
    }

    private static async Task<Reservation?> TakeAsync(LimitGate gate, LimitPolicy policy, long tokens = 1) => await gate.TakeAsync(policy, new LimitAsk("", "m", tokens), CancellationToken.None);

    private LimitGate Open()
    {
        var state = new BudgetState(_time) { Terms = ShareTerms.OfBackends };
        var sharing = new BudgetSharing($"gateway {_gateways.Count}", state, _shares, _time, NullLogger.Instance) { IsRunning = true };
        var gate = new LimitGate(_time, new BackendShare(state, sharing, "up"));
        sharing.Changed = gate.Wake;
        _gateways.Add((gate, sharing));
        return gate;
    }

    /// <summary>Moves the clock on until the work is done.</summary>
    private async Task<T> PumpAsync<T>(Task<T> work)
    {
        while (!work.IsCompleted)
            await RunAsync(BudgetSharing.Interval);
        return await work;
    }

    /// <summary>Moves the clock on, and does what the loops of the gateways do, one after the other.</summary>
    private async Task RunAsync(TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero; left -= BudgetSharing.Interval)
        {
            _time.Advance(BudgetSharing.Interval);
            foreach (var (_, sharing) in _gateways)
                await sharing.TellAsync(isEnding: false);
            // Who was let through goes on by itself.
            await Task.Yield();
        }
    }
}
