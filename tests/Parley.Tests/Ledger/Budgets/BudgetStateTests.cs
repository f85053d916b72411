using Parley.Configuration;
using Parley.Ledger.Budgets;
using Parley.Tests.Resilience;

namespace Parley.Tests.Ledger.Budgets;

public sealed class BudgetStateTests
{
    private readonly SteppedTime _time = new();
    private readonly BudgetState _state;

    public BudgetStateTests() => _state = new BudgetState(_time);

    [Fact]
    public void Limit_itself_fits_and_one_more_does_not()
    {
        var rule = Rules.Of(BudgetMeasure.Tokens, 100, Rules.RollingMinute);

        Assert.True(_state.Takes(rule, 60));
        Assert.False(_state.Takes(rule, 41));
        Assert.True(_state.Takes(rule, 40));
    }

    [Fact]
    public void What_does_not_fit_one_limit_is_set_aside_of_none()
    {
        var (wide, narrow) = (Rules.Of(BudgetMeasure.Money, 10, Rules.CalendarHour), Rules.Of(BudgetMeasure.Tokens, 10, Rules.RollingMinute));

        Assert.Null(_state.TryReserve([_state.Ask(wide, 1), _state.Ask(narrow, 11)], out var refusal));

        Assert.Same(narrow, refusal!.Rule);
        Assert.All(_state.Report(), static meter => Assert.Equal(0, meter.Reserved));
    }

    [Fact]
    public void Settled_is_what_was_used_and_a_second_time_does_nothing()
    {
        var rule = Rules.Of(BudgetMeasure.Tokens, 100, Rules.RollingMinute);
        var hold = _state.TryReserve([_state.Ask(rule, 90)], out _)!;

        _state.Settle(hold, [7]);
        _state.Settle(hold, [50]);
        _state.Release(hold);

        Assert.Equal((7, 0), (_state.Only().Spent, _state.Only().Reserved));
    }

    [Fact]
    public void Estimate_stands_where_nobody_knows_what_was_used()
    {
        var rule = Rules.Of(BudgetMeasure.Tokens, 100, Rules.RollingMinute);

        _state.Settle(_state.TryReserve([_state.Ask(rule, 90)], out _)!, [null]);

        Assert.Equal(90, _state.Only().Spent);
    }

    [Fact]
    public void Request_that_came_to_nothing_is_given_back()
    {
        var rule = Rules.Of(BudgetMeasure.Requests, 1, Rules.RollingMinute);
        var hold = _state.TryReserve([_state.Ask(rule, 1)], out _)!;
        Assert.False(_state.Takes(rule, 1));

        _state.Release(hold);

        Assert.True(_state.Takes(rule, 1));
    }

    [Fact]
    public void Window_that_rolls_lets_go_of_each_after_its_time_and_says_when()
    {
        var rule = Rules.Of(BudgetMeasure.Requests, 2, Rules.RollingMinute);
        Assert.True(_state.Takes(rule, 1));
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.True(_state.Takes(rule, 1));

        _state.TryReserve([_state.Ask(rule, 1)], out var refusal);
        Assert.Equal(TimeSpan.FromSeconds(40), refusal!.FreeAt - refusal.Now);

        _time.Advance(TimeSpan.FromSeconds(40) - TimeSpan.FromTicks(1));
        Assert.False(_state.Takes(rule, 1));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.True(_state.Takes(rule, 1));
        Assert.False(_state.Takes(rule, 1));
    }

    [Fact]
    public void Refusal_names_the_limit_that_is_in_the_way_the_longest()
    {
        var (minute, hour) = (Rules.Of(BudgetMeasure.Requests, 1, Rules.RollingMinute), Rules.Of(BudgetMeasure.Requests, 1, Rules.CalendarHour));
        _state.TryReserve([_state.Ask(minute, 1), _state.Ask(hour, 1)], out _);

        _state.TryReserve([_state.Ask(minute, 1), _state.Ask(hour, 1)], out var refusal);

        Assert.Same(hour, refusal!.Rule);
    }

    [Fact]
    public void More_than_the_limit_is_never_there()
    {
        _state.TryReserve([_state.Ask(Rules.Of(BudgetMeasure.Tokens, 10, Rules.RollingMinute), 11)], out var refusal);

        Assert.True(refusal!.IsForGood);
        Assert.Null(refusal.FreeAt);
    }

    [Fact]
    public void What_runs_at_one_time_is_free_when_it_ends()
    {
        var rule = Rules.Of(BudgetMeasure.Concurrent, 1, null);
        var hold = _state.TryReserve([_state.Ask(rule, 1)], out _)!;
        Assert.False(_state.Takes(rule, 1));

        _state.Settle(hold, [null]);

        Assert.True(_state.Takes(rule, 1));
    }

    [Fact]
    public void More_is_set_aside_for_what_runs_as_long_as_it_fits()
    {
        var rule = Rules.Of(BudgetMeasure.Tokens, 100, Rules.RollingMinute);
        var hold = _state.TryReserve([_state.Ask(rule, 50)], out _)!;

        Assert.True(_state.TryExtend(hold, [50], out _));
        Assert.False(_state.TryExtend(hold, [1], out var refusal));
        Assert.Equal(100, refusal!.Reserved);

        _state.Settle(hold, [99]);
        Assert.Equal((99, 0), (_state.Only().Spent, _state.Only().Reserved));
        Assert.False(_state.TryExtend(hold, [1], out _));
    }

    [Theory]
    [InlineData(UnknownPricePolicy.Allow, true)]
    [InlineData(UnknownPricePolicy.Reject, false)]
    public void What_nobody_can_tell_is_never_nothing(UnknownPricePolicy policy, bool isAdmitted)
    {
        var rule = Rules.Of(BudgetMeasure.Money, 10, Rules.CalendarHour) with { UnknownPrice = policy };

        Assert.Equal(isAdmitted, _state.Takes(rule, null));

        Assert.Equal(isAdmitted ? 1 : 0, _state.Only().Unpriced);
    }

    [Fact]
    public void What_nobody_can_count_is_refused_once_the_limit_is_used_up()
    {
        var rule = Rules.Of(BudgetMeasure.Tokens, 100, Rules.CalendarHour);
        Assert.True(_state.Takes(rule, null));
        _state.Settle(_state.TryReserve([_state.Ask(rule, 100)], out _)!, [100]);

        Assert.False(_state.Takes(rule, null));
    }

    [Fact]
    public void Limit_that_warns_refuses_nobody_and_tells_once_in_a_window()
    {
        var told = new List<(bool IsReached, decimal Spent)>();
        _state.Raised = one => told.Add((one.IsReached, one.Spent));
        var rule = Rules.Of(BudgetMeasure.Requests, 10, Rules.CalendarHour, isSoft: true);

        for (var i = 0; i < 12; i++)
            Assert.True(_state.Takes(rule, 1));

        Assert.Equal([(false, 9m), (true, 10m)], told);
        _time.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 9; i++)
            Assert.True(_state.Takes(rule, 1));
        Assert.Equal(3, told.Count);
    }

    [Fact]
    public void Another_amount_goes_on_from_what_was_used()
    {
        var rule = Rules.Of(BudgetMeasure.Requests, 1, Rules.RollingMinute);
        _state.Takes(rule, 1);

        Assert.False(_state.Takes(rule with { Limit = 1 }, 1));
        Assert.True(_state.Takes(rule with { Limit = 2 }, 1));
    }

    [Fact]
    public void Counts_that_say_nothing_are_let_go_and_one_that_a_request_still_holds_counts()
    {
        var rule = Rules.Of(BudgetMeasure.Tokens, 10, Rules.RollingMinute);
        var held = _state.Ask(rule, 10, "held");
        for (var i = 0; i < 3000; i++)
            _ = _state.Ask(rule, 1, $"name {i}");
        Assert.True(_state.Report().Count < 3000);

        Assert.NotNull(_state.TryReserve([held], out _));

        Assert.False(_state.Takes(rule, 1, "held"));
    }

    [Fact]
    public void Names_beyond_a_bound_share_their_counts()
    {
        var rule = Rules.Of(BudgetMeasure.Requests, 1, Rules.RollingMinute);
        for (var i = 0; i < BudgetState.Most; i++)
            Assert.True(_state.Takes(rule, 1, $"name {i}"));

        Assert.True(_state.Takes(rule, 1, "one more"));

        Assert.False(_state.Takes(rule, 1, "and another"));
        Assert.InRange(_state.Report().Count, BudgetState.Most, BudgetState.Most + 1);
    }

    [Fact]
    public async Task Two_hundred_at_once_never_pass_a_budget()
    {
        var (money, tokens) = (Rules.Of(BudgetMeasure.Money, 50, Rules.CalendarHour), Rules.Of(BudgetMeasure.Tokens, 5000, Rules.RollingMinute));
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var admitted = 0;

        await Task.WhenAll(Enumerable.Range(0, 200).Select(async caller =>
        {
            await go.Task;
            for (var i = 0; i < 20; i++)
            {
                if (_state.TryReserve([_state.Ask(money, 1), _state.Ask(tokens, 10)], out _) is not { } hold)
                    continue;
                Interlocked.Increment(ref admitted);
                Assert.All(_state.Report(), static meter => Assert.True(meter.Spent + meter.Reserved <= meter.Rule.Limit));
                await Task.Yield();
                if ((caller + i) % 3 == 0)
                    _state.Release(hold);
                else
                    _state.Settle(hold, [0.5m, 4m]);
            }
        }).Append(Task.Run(go.SetResult)));

        Assert.True(admitted > 50);
        Assert.All(_state.Report(), static meter => Assert.Equal(0, meter.Reserved));
        Assert.InRange(_state.Report().Single(static meter => meter.Rule.Measure == BudgetMeasure.Money).Spent, 49, 50);
    }
}
