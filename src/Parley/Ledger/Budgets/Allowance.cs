using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;
using Parley.Routing;

namespace Parley.Ledger.Budgets;

/// <summary>What one request may use: the limits that apply to its caller, found once, and those of each target that is asked for it.</summary>
internal sealed class Allowance
{
    private readonly BudgetState _state;
    private readonly BudgetSharing? _sharing;
    private readonly BudgetSubject _subject;
    private readonly GatewaySnapshot _snapshot;
    private readonly List<(BudgetRule Rule, Meter Meter)> _own = [];
    private List<BudgetRule>? _ofTargets;
    private List<(BudgetRule Rule, Meter Meter)>? _asked;
    private BudgetHold? _entry;
    private BudgetHold? _passed;

    private Allowance(BudgetState state, BudgetSharing? sharing, BudgetSubject subject, GatewaySnapshot snapshot) => (_state, _sharing, _subject, _snapshot) = (state, sharing, subject, snapshot);

    /// <summary>The allowance of a request; null where nothing is limited.</summary>
    /// <param name="snapshot">The configuration that it began with.</param>
    /// <param name="caller">Whose it is.</param>
    /// <param name="labels">By what it is known besides.</param>
    /// <param name="state">What was used.</param>
    /// <param name="sharing">Shares limits with other gateways; null where there are none.</param>
    /// <param name="isTurn">Whether it is a turn of its session.</param>
    public static Allowance? Of(GatewaySnapshot snapshot, CallerKey? caller, RequestLabels labels, BudgetState state, BudgetSharing? sharing = null, bool isTurn = true)
    {
        if (snapshot.Budgets.IsEmpty && (caller is null || caller.Budgets.IsEmpty))
            return null;
        var allowance = new Allowance(state, sharing, new BudgetSubject(caller, labels), snapshot);
        foreach (var rule in snapshot.Budgets)
        {
            if (isTurn || !rule.IsOfTurns)
                allowance.Add(rule);
        }
        if (caller is not null)
        {
            foreach (var rule in caller.Budgets)
                allowance.Add(rule);
        }
        return allowance._own.Count == 0 && allowance._ofTargets is null ? null : allowance;
    }

    /// <summary>Whether single calls are limited.</summary>
    public bool ConcernsCalls => _ofTargets is not null || _own.Exists(static one => one.Rule.IsOfCalls);

    /// <summary>The limits that apply, those of targets that were asked included; for reports while it goes on.</summary>
    public IEnumerable<(BudgetRule Rule, Meter Meter)> Applying
    {
        get
        {
            var asked = Volatile.Read(ref _asked);
            return asked is null ? _own : _own.Concat(asked);
        }
    }

    /// <summary>Counts the request itself; the fault when it may not go.</summary>
    public async ValueTask<Fault?> EnterAsync(CancellationToken cancellationToken)
    {
        var asks = new List<BudgetAsk>();
        foreach (var (rule, meter) in _own)
        {
            if (!rule.IsOfCalls)
                asks.Add(new BudgetAsk(meter, rule, 1));
        }
        if (asks.Count == 0)
            return null;
        var (hold, refusal) = await ReserveAsync([.. asks], cancellationToken).ConfigureAwait(false);
        _entry = hold;
        return refusal is null ? null : BudgetFaults.Of(refusal);
    }

    /// <summary>The request has ended.</summary>
    public void Leave()
    {
        if (_entry is not null)
            _state.Settle(_entry, new decimal?[_entry.Asks.Length]);
        if (_passed is not null)
            _state.Settle(_passed, new decimal?[_passed.Asks.Length]);
    }

    /// <summary>Counts a request that is passed on unread, so that nobody can tell what it uses; the fault when it may not go.</summary>
    public async ValueTask<Fault?> PassAsync(Backend backend, CancellationToken cancellationToken)
    {
        if (await EnterAsync(cancellationToken).ConfigureAwait(false) is { } fault)
            return fault;
        var (hold, refusal) = await ReserveAsync([.. _own.Where(static one => one.Rule.IsOfCalls).Concat(OfTarget(new Target(backend, ""), null)).Select(static one => new BudgetAsk(one.Meter, one.Rule, IsCounted(one.Rule) ? 1 : null))], cancellationToken).ConfigureAwait(false);
        _passed = hold;
        return refusal is null ? null : BudgetFaults.Of(refusal) with { Backend = backend.Id };

        static bool IsCounted(BudgetRule rule) => rule.Measure is BudgetMeasure.Requests or BudgetMeasure.Concurrent;
    }

    /// <summary>Sets aside what a call will use; null and the fault when that does not fit.</summary>
    public async ValueTask<(LimitedCall? Call, Fault? Fault)> BeginAsync(InboundRequest request, Candidate candidate, CancellationToken cancellationToken)
    {
        var expected = CallEstimate.Before(request, candidate, _snapshot.Routing.Prices);
        var asks = new List<BudgetAsk>();
        foreach (var (rule, meter) in _own)
        {
            if (rule.IsOfCalls)
                asks.Add(new BudgetAsk(meter, rule, expected.Of(rule)));
        }
        foreach (var (rule, meter) in OfTarget(candidate.Target, candidate.Origin?.Route?.Name))
            asks.Add(new BudgetAsk(meter, rule, expected.Of(rule)));
        var (hold, refusal) = await ReserveAsync([.. asks], cancellationToken).ConfigureAwait(false);
        return hold is null ? (null, BudgetFaults.Of(refusal!) with { Backend = candidate.Target.Backend.Id }) : (new LimitedCall(_state, hold, expected, request, candidate), null);
    }

    private ValueTask<(BudgetHold? Hold, BudgetRefusal? Refusal)> ReserveAsync(BudgetAsk[] asks, CancellationToken cancellationToken) =>
        _sharing?.ReserveAsync(asks, cancellationToken) ?? new((_state.TryReserve(asks, out var refusal), refusal));

    /// <summary>A look at a limit.</summary>
    public T Read<T>(Meter meter, Func<Meter, DateTimeOffset, T> look) => _state.Read(meter, look);

    private void Add(BudgetRule rule)
    {
        if (rule.IsOfTarget)
            (_ofTargets ??= []).Add(rule);
        else
            _subject.Find(rule, _state, _own);
    }

    private List<(BudgetRule Rule, Meter Meter)> OfTarget(Target target, string? route)
    {
        var found = new List<(BudgetRule Rule, Meter Meter)>();
        if (_ofTargets is null)
            return found;
        var subject = _subject with { Target = target, Route = route };
        foreach (var rule in _ofTargets)
            subject.Find(rule, _state, found);
        Volatile.Write(ref _asked, found);
        return found;
    }
}
