using Parley.Configuration;
using Parley.Configuration.Options;
using Parley.Ledger.Budgets;
using Parley.Tests.Resilience;

namespace Parley.Tests.Ledger.Budgets;

public sealed class BudgetRestoreTests
{
    private readonly SteppedTime _time = new();
    private readonly BudgetState _state;
    private readonly BudgetRestore _restore;

    public BudgetRestoreTests()
    {
        _state = new BudgetState(_time);
        _restore = new BudgetRestore(_state, _time);
    }

    [Fact]
    public async Task Earlier_use_is_added_to_what_was_counted_since()
    {
        var rule = RuleFor("*");
        Assert.True(_state.Takes(rule, 1, "alice"));

        await _restore.RestoreAsync(Of(rule), new History(("alice", -10, 3), ("bob", -10, 1)), CancellationToken.None);

        Assert.Equal([("alice", 4m), ("bob", 1m)], Spent());
        Assert.False(_state.Takes(rule, 7, "alice"));
        Assert.True(_state.Takes(rule, 6, "alice"));
    }

    [Fact]
    public async Task Use_leaves_the_window_when_it_would_have_left_it()
    {
        var rule = RuleFor("*");
        await _restore.RestoreAsync(Of(rule), new History(("alice", -50, 10), ("alice", -70, 90)), CancellationToken.None);

        Assert.False(_state.Takes(rule, 1, "alice"));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(_state.Takes(rule, 10, "alice"));
    }

    [Fact]
    public async Task Each_limit_is_looked_up_once_and_again_where_that_failed()
    {
        var (rule, history) = (RuleFor("*"), new History(("alice", -10, 3)));
        await Assert.ThrowsAsync<IOException>(() => _restore.RestoreAsync(Of(rule), new History { Breaks = true }, CancellationToken.None));
        // What is used meanwhile is counted here.
        var began = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromSeconds(5));

        await _restore.RestoreAsync(Of(rule), history, CancellationToken.None);
        await _restore.RestoreAsync(Of(rule with { Limit = 20 }), history, CancellationToken.None);

        Assert.Equal([("alice", 3m)], Spent());
        Assert.Single(history.Asked);
        Assert.Equal((_time.GetUtcNow() - TimeSpan.FromMinutes(1), began), (history.Asked[0].Since, history.Asked[0].Until));
    }

    [Fact]
    public async Task Only_what_a_rule_matches_is_added_and_what_is_shared_is_added_up()
    {
        await _restore.RestoreAsync(Of(RuleFor("a*") with { IsShared = true }), new History(("alice", -10, 3), ("anna", -9, 2), ("bob", -8, 4)), CancellationToken.None);

        Assert.Equal([("a*", 5m)], Spent());
    }

    private IEnumerable<(string, decimal)> Spent() => _state.Report().Select(static meter => (meter.Names[0], meter.Spent)).Order();

    private static BudgetRule RuleFor(string pattern) => Rules.Of(BudgetMeasure.Requests, 10, Rules.RollingMinute) with { For = [new BudgetMatch(BudgetScope.Key, new Glob(pattern))] };

    private static GatewaySnapshot Of(params BudgetRule[] rules) => new([], [], CallerKeys.None, new ServerOptions(), 1) { Budgets = [.. rules] };

    private sealed class History(params (string Name, int Seconds, decimal Amount)[] sums) : IBudgetHistory
    {
        public bool Breaks { get; init; }

        public List<BudgetQuestion> Asked { get; } = [];

        public Task<IReadOnlyList<BudgetSum>> SumAsync(BudgetQuestion question, CancellationToken cancellationToken)
        {
            if (Breaks)
                throw new IOException("not there");
            Asked.Add(question);
            return Task.FromResult<IReadOnlyList<BudgetSum>>([.. sums.Select(sum => new BudgetSum([sum.Name], question.Until + TimeSpan.FromSeconds(sum.Seconds), sum.Amount))]);
        }
    }
}
