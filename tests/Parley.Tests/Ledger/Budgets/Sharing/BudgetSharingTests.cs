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
        _sharing = new BudgetSharing(_state, _shares, _time, NullLogger.Instance);
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
