using Microsoft.Extensions.Logging.Abstractions;
using Parley.Configuration;
using Parley.Ledger.Budgets;
using Parley.Tests.Resilience;

namespace Parley.Tests.Ledger.Budgets.Sharing;

public sealed class BudgetSharingTests : IDisposable
{
    private readonly SteppedTime _time = new();
    private readonly MemoryShares _shares = new();
    private readonly BudgetState _state;
    private readonly BudgetSharing _sharing;

    public BudgetSharingTests()
    {
        _state = new BudgetState(_time) { Terms = ShareTerms.OfCallers };
        _sharing = new BudgetSharing("one", _state, _shares, _time, NullLogger.Instance);
    }

    public void Dispose() => _sharing.Dispose();

    [Fact]
    public async Task Limit_that_was_used_up_is_there_again_when_its_window_is_over_however_long_nobody_asked()
    {
        var rule = Rules.Of(BudgetMeasure.Requests, 10, Rules.CalendarHour);
        while (await TakesAsync(rule))
        {
        }
        for (var turns = 0; turns < 300; turns++)
            await TurnAsync();
        _shares.Pass();
        Assert.False(await TakesAsync(rule));

        for (var turns = 0; turns < 5; turns++)
            await TurnAsync();

        Assert.True(await TakesAsync(rule));
    }

    [Fact]
    public async Task What_runs_at_one_time_has_its_share_before_it_is_asked_for()
    {
        var rule = Rules.Of(BudgetMeasure.Concurrent, 64, window: null);
        Assert.True(await TakesAsync(rule));
        await TurnAsync();
        var exchanges = _shares.Exchanges;

        Assert.True(await TakesAsync(rule));

        Assert.Equal(exchanges, _shares.Exchanges);
    }

    [Fact]
    public async Task Request_of_a_limit_that_nobody_has_asked_of_for_long_waits_for_nobody()
    {
        var rule = Rules.Of(BudgetMeasure.Money, 1, Rules.CalendarHour);
        _shares.Hanging = new TaskCompletionSource().Task;

        Assert.NotNull((await _sharing.ReserveAsync([_state.Ask(rule, 0.5m)], CancellationToken.None)).Hold);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(600)]
    public async Task Sole_gateway_goes_on_with_the_whole_limit_while_the_store_is_away(int limit)
    {
        var rule = Rules.Of(BudgetMeasure.Requests, limit, Rules.RollingMinute);
        for (var i = 0; i < limit / 2; i++)
            Assert.True(await TakesAsync(rule));
        await TurnAsync();
        _shares.IsAway = true;

        Assert.Equal(limit - (limit / 2), await TakeAllAsync(rule));
        _time.Advance(TimeSpan.FromSeconds(70));
        Assert.Equal(limit, await TakeAllAsync(rule));
    }

    [Fact]
    public async Task Gateways_divide_what_is_left_while_the_store_is_away_and_then_the_limit()
    {
        var rule = Rules.Of(BudgetMeasure.Requests, 60, Rules.RollingMinute);
        var other = new BudgetState(_time) { Terms = ShareTerms.OfCallers };
        using var others = new BudgetSharing("other", other, _shares, _time, NullLogger.Instance);
        await others.ReserveAsync([other.Ask(rule, 1)], CancellationToken.None);
        await others.TellAsync(isEnding: true);
        for (var i = 0; i < 9; i++)
            Assert.True(await TakesAsync(rule));
        await TurnAsync();
        _shares.IsAway = true;

        // Of sixty ten are used, and what was held here comes with the half of the rest.
        Assert.InRange(await TakeAllAsync(rule), 25, 27);
        _time.Advance(TimeSpan.FromSeconds(70));
        Assert.Equal(30, await TakeAllAsync(rule));
    }

    [Fact]
    public async Task Store_that_hangs_is_waited_for_once_and_what_it_says_late_counts_once()
    {
        var rule = Rules.Of(BudgetMeasure.Requests, 100, Rules.RollingMinute);
        var hanging = new TaskCompletionSource();
        for (var i = 0; i < 10; i++)
            Assert.True(await TakesAsync(rule));
        _shares.Hanging = hanging.Task;
        var telling = _sharing.TellAsync(isEnding: false);
        while (!telling.IsCompleted)
            _time.Advance(BudgetSharing.Interval);
        await telling;

        Assert.True(await TakesAsync(rule));
        hanging.SetResult();
        _shares.Hanging = Task.CompletedTask;
        for (var turns = 0; turns < 5; turns++)
            await TurnAsync();

        Assert.Equal(11, _state.Report().Single().Spent);
    }

    [Fact]
    public async Task Who_waits_until_the_window_is_over_is_let_through_at_once()
    {
        var rule = Rules.Of(BudgetMeasure.Requests, 3, Rules.RollingMinute);
        Assert.Equal(3, await TakeAllAsync(rule));
        await TurnAsync();
        _time.Advance(TimeSpan.FromSeconds(62));
        _shares.Hanging = new TaskCompletionSource().Task;

        Assert.NotNull((await _sharing.ReserveAsync([_state.Ask(rule, 1)], CancellationToken.None)).Hold);
    }

    [Fact]
    public async Task What_was_used_in_windows_that_are_past_is_not_told_as_use_of_the_present_one()
    {
        var rule = Rules.Of(BudgetMeasure.Requests, 10, Rules.RollingMinute);
        Assert.True(await TakesAsync(rule));
        await TurnAsync();
        _shares.IsAway = true;
        for (var minute = 0; minute < 4; minute++)
        {
            for (var i = 0; i < 5; i++)
                Assert.True(await TakesAsync(rule));
            await TurnAsync();
            _time.Advance(TimeSpan.FromSeconds(61));
        }
        _shares.IsAway = false;
        _shares.Pass();
        await TurnAsync();

        Assert.Equal(0, _state.Report().Single().Spent);
    }

    [Fact]
    public async Task What_was_told_late_in_another_window_is_taken_from_nothing()
    {
        var rule = Rules.Of(BudgetMeasure.Requests, 100, Rules.RollingMinute);
        var hanging = new TaskCompletionSource();
        Assert.True(await TakesAsync(rule));
        await TurnAsync();
        for (var i = 0; i < 3; i++)
            Assert.True(await TakesAsync(rule));
        _shares.Hanging = hanging.Task;
        for (var turns = 0; turns < 400; turns++)
        {
            var telling = _sharing.TellAsync(isEnding: false);
            while (!telling.IsCompleted)
                _time.Advance(BudgetSharing.Interval);
            await telling;
            _time.Advance(BudgetSharing.Interval);
        }
        hanging.SetResult();
        _shares.Hanging = Task.CompletedTask;
        _shares.Pass();
        for (var turns = 0; turns < 5; turns++)
            await TurnAsync();

        Assert.True(await TakesAsync(rule));
        Assert.Equal(1, _state.Report().Single().Spent);
    }

    private async Task<int> TakeAllAsync(BudgetRule rule)
    {
        var taken = 0;
        while (await TakesAsync(rule))
            taken++;
        return taken;
    }

    private async Task<bool> TakesAsync(BudgetRule rule)
    {
        var taking = _sharing.ReserveAsync([_state.Ask(rule, 1)], CancellationToken.None).AsTask();
        while (!taking.IsCompleted)
            _time.Advance(BudgetSharing.Interval);
        return (await taking).Hold is not null;
    }

    /// <summary>What the loop does.</summary>
    private async Task TurnAsync()
    {
        _time.Advance(BudgetSharing.Interval);
        await _sharing.TellAsync(isEnding: false);
    }
}
