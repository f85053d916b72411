using System.Runtime.CompilerServices;
using Parley.Configuration;
using Parley.Resilience;

namespace Parley.Ledger.Budgets;

/// <summary>The limits of one backend, divided among gateways like those of callers.</summary>
/// <param name="state">What was used of the limits of all backends.</param>
/// <param name="sharing">Tells and asks.</param>
/// <param name="backend">What all gateways call the backend.</param>
internal sealed class BackendShare(BudgetState state, BudgetSharing sharing, string backend) : ILimitShare
{
    private static readonly BudgetWindow Minute = new(BudgetPeriod.Minute, Zone: null);
    private static readonly BudgetWindow Day = new(BudgetPeriod.Day, Zone: null);
    private readonly ConditionalWeakTable<LimitPolicy, Part[]> _parts = [];

    public IShareHold? TryTake(LimitPolicy policy, in LimitAsk ask)
    {
        // Where nobody tells and asks, this gateway is on its own.
        var asks = sharing.IsRunning ? AsksOf(policy, ask) : [];
        if (state.TryReserve(asks, out _) is { } hold)
            return new Hold(state, hold);
        if (state.Want(asks) && !state.HaveJustTold(asks))
            sharing.Hurry();
        return null;
    }

    public (DateTimeOffset At, Limit Limit) Binding(LimitPolicy policy, in LimitAsk ask, DateTimeOffset now)
    {
        var last = (At: now, Limit: Limit.None);
        var (parts, asks) = (PartsOf(policy), AsksOf(policy, ask));
        for (var i = 0; i < asks.Length; i++)
        {
            var (rule, amount) = (asks[i].Rule, asks[i].Amount!.Value);
            if (state.Read(asks[i].Meter, (meter, at) => meter.SharedFreeAt(rule, amount, at)) is var free && free > last.At)
                last = (free, parts[i].Limit);
        }
        return last;
    }

    private Part[] PartsOf(LimitPolicy policy) => _parts.GetValue(policy, static policy => [.. Split(policy)]);

    private static IEnumerable<Part> Split(LimitPolicy policy)
    {
        if (policy.RequestsPerDay is { } daily)
            yield return new Part(Limit.RequestsPerDay, RuleOf(BudgetMeasure.Requests, daily, Day));
        if (policy.RequestsPerMinute is { } requests)
            yield return new Part(Limit.RequestsPerMinute, RuleOf(BudgetMeasure.Requests, requests, Minute));
        if (policy.TokensPerMinute is { } tokens)
            yield return new Part(Limit.TokensPerMinute, RuleOf(BudgetMeasure.Tokens, tokens, Minute));
        if (policy.Concurrency is { } places)
            yield return new Part(Limit.Concurrency, RuleOf(BudgetMeasure.Concurrent, places, window: null));
    }

    private static BudgetRule RuleOf(BudgetMeasure measure, decimal limit, BudgetWindow? window) => new() { Name = "", Measure = measure, Limit = limit, Window = window };

    private BudgetAsk[] AsksOf(LimitPolicy policy, in LimitAsk ask)
    {
        var parts = PartsOf(policy);
        var asks = new BudgetAsk[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            var rule = parts[i].Rule;
            // A request that is larger than the limit goes when nothing else does.
            var amount = rule.Measure == BudgetMeasure.Tokens ? Math.Min(ask.Tokens, rule.Limit) : 1;
            asks[i] = new BudgetAsk(state.MeterOf(rule, IdOf(rule, ask), []), rule, amount);
        }
        return asks;
    }

    /// <summary>Places are the backend's, all else is that of a key and model. No limit of callers has such a name.</summary>
    private string IdOf(BudgetRule rule, in LimitAsk ask) => rule.Measure == BudgetMeasure.Concurrent ? $"backend\n{backend}" : $"backend\n{backend}\n{ask.Key}\n{ask.Model}";

    private readonly record struct Part(Limit Limit, BudgetRule Rule);

    private sealed class Hold(BudgetState state, BudgetHold hold) : IShareHold
    {
        public void End(long? tokens)
        {
            var actual = new decimal?[hold.Asks.Length];
            for (var i = 0; i < actual.Length; i++)
                actual[i] = hold.Asks[i].Rule.Measure == BudgetMeasure.Tokens ? tokens : null;
            state.Settle(hold, actual);
        }
    }
}
