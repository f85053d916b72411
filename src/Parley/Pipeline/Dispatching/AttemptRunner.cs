using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Ledger.Budgets;
using Parley.Providers;
using Parley.Providers.Upstream;
using Parley.Resilience;
using Parley.Routing;
using Parley.Routing.Filters;

namespace Parley.Pipeline.Dispatching;

/// <summary>Makes single attempts, and keeps the books of their targets. Thread-safe.</summary>
internal sealed partial class AttemptRunner(Upstreams upstreams, TargetStates states, Watchdog watchdog, SecretRenewal secrets, ILogger logger)
{
    /// <summary>The code of an attempt that was not made since another request tries the target.</summary>
    public const string Resting = "breaker_open";

    /// <summary>The clocks of an attempt that begins now; it has no more time than is left of the request's.</summary>
    public Deadlines Clock(Trip trip, Target target) => new(watchdog, TimeoutsOf(target, trip), trip.Left, trip.Caller)
    {
        Pace = Pace.Of(target.Backend.SlowStream, watchdog.Time),
    };

    /// <summary>The attempt, with the key that its backend takes for it.</summary>
    public Attempt AttemptOf(Trip trip, Candidate candidate, IDeadlines deadlines)
    {
        var (target, origin) = (candidate.Target, candidate.Origin ?? trip.Resolution);
        if (trip.Exchange.ProviderKeys?.TryGetValue(target.Backend.Id, out var own) == true)
            target = target with { Backend = target.Backend.OfOneCall(own) };
        else if (!target.Backend.Keyed.IsEmpty)
            target = states.Of(target.Backend).WithKey(target, KeyFor(trip, candidate), Admission.TokensOf(trip));
        var request = trip.Exchange.Request.Lacking(trip.Exchange.Decision!.Unknown).For(target.Backend).Under(origin.Conversion, origin.HostedTools);
        var attempt = new Attempt(trip.NextNumber(), target, request, trip.Exchange.Sink, deadlines) { Occasion = trip.Occasion };
        if (trip.Exchange.Decision!.InsteadOf is { } asked)
            attempt.Log.Clamped("model", asked, target.Model);
        foreach (var change in request.Changes)
            attempt.Log.Add(change);
        foreach (var place in request.Unreadable)
            attempt.Log.Dropped($"input[{place}]", "only the key that made it can read it");
        if (request.Operation.Codec.Kind == OperationKind.CountTokens && IsCountOfAnother(trip.Exchange.Decision!, candidate))
            attempt.Log.Emulated("count_tokens", null, $"as {target.Model} counts");
        return attempt;
    }

    /// <summary>The key that the request is best asked with: that which made what it refers to, else that which has read its beginning; null for any.</summary>
    private static string? KeyFor(Trip trip, Candidate candidate) =>
        trip.Exchange.Request.Maker?.AmongKeysOf(candidate.Target.Backend).Key?.Name ?? (candidate.WarmTokens > 0 ? trip.Exchange.Decision!.Context.Warm?.Key : null);

    /// <summary>Whether a chat would have gone to another model, which counts otherwise: one that does not count, or that failed to.</summary>
    private static bool IsCountOfAnother(RoutingDecision decision, Candidate candidate) =>
        !decision.Ranked.Contains(candidate)
        || decision.Ranked.Any(other => other.Place < candidate.Place && other.RefusedBy is (null or CountingFilter.Word) && !other.Target.Model.Equals(candidate.Target.Model, StringComparison.OrdinalIgnoreCase));

    /// <summary>Makes it.</summary>
    /// <param name="trip">The exchange.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="candidate">Whom it is made at.</param>
    /// <param name="leave">What it may do.</param>
    public ValueTask<AttemptOutcome> RunAsync(Trip trip, Attempt attempt, Candidate candidate, Leave leave)
    {
        if (StateFaults.Of(attempt) is { } unknown)
            return new(attempt.NotSent(unknown));
        if (attempt.Target.Backend is { KeyPerCall: true, IsOfOneCall: false } keyless)
            return new(attempt.NotSent(new Fault(FaultKind.Authentication, $"The call brings no key for the backend {keyless.Id}.") { Code = "missing_provider_key", Backend = keyless.Id }));
        if (!KeyFilter.Allows(trip.Exchange.Caller, candidate))
            return new(attempt.NotSent(NotAllowed(trip.Exchange.Caller!, attempt.Target)));
        return trip.Exchange.Allowance is { ConcernsCalls: true } allowance
            ? WithinLimitsAsync(allowance, trip, attempt, candidate, leave)
            : MakeAsync(trip, attempt, candidate, leave);
    }

    /// <summary>Makes an attempt that callers' limits apply to. One that does not fit is no call: another target may be cheaper.</summary>
    private async ValueTask<AttemptOutcome> WithinLimitsAsync(Allowance allowance, Trip trip, Attempt attempt, Candidate candidate, Leave leave)
    {
        var (call, refusal) = await allowance.BeginAsync(attempt.Request, candidate, attempt.Deadlines.Token).ConfigureAwait(false);
        if (call is null)
            return attempt.NotSent(refusal!);
        AttemptOutcome? outcome = null;
        try
        {
            attempt.Watch = call;
            return outcome = await MakeAsync(trip, attempt, candidate, leave).ConfigureAwait(false);
        }
        finally
        {
            call.End(outcome);
        }
    }

    private ValueTask<AttemptOutcome> MakeAsync(Trip trip, Attempt attempt, Candidate candidate, Leave leave)
    {
        var state = states.Of(attempt.Target);
        if (state.GateFor(attempt.Target) is not { } gate)
            return CallAsync(state, trip, attempt, candidate, leave);
        var isOfGuest = attempt.Target.Backend.IsOfGuest;
        if ((isOfGuest ? attempt.Target.Backend.Limits?.ForAnyKey : attempt.Target.Backend.Limits) is { } policy)
            return InTurnAsync((gate, policy), state, trip, attempt, candidate, leave);
        if (!isOfGuest)
            Admission.Count(gate, trip, attempt);
        return CallAsync(state, trip, attempt, candidate, leave);
    }

    /// <summary>Whether a failed attempt may be made once more at once, with another key of its backend.</summary>
    public bool HasOtherKey(Target target, Fault fault) =>
        KeyPool.IsOfKey(fault.Kind) && fault.Code != Admission.Refused && !BudgetFaults.IsOwn(fault) && !target.Backend.Keyed.IsEmpty && states.Of(target.Backend).Keys.AnyLives(target.Backend, target.Model);

    /// <summary>Makes an attempt at a backend with limits. A refusal is no call: neither breaker nor keys hear of it.</summary>
    private async ValueTask<AttemptOutcome> InTurnAsync((LimitGate Gate, LimitPolicy Policy) limits, TargetState state, Trip trip, Attempt attempt, Candidate candidate, Leave leave)
    {
        var (taken, refusal) = await Admission.EnterAsync(limits.Gate, limits.Policy, trip, attempt, leave.HasFlag(Leave.Wait)).ConfigureAwait(false);
        if (refusal is not null)
            return attempt.NotSent(refusal);
        AttemptOutcome? outcome = null;
        try
        {
            return outcome = await CallAsync(state, trip, attempt, candidate, leave).ConfigureAwait(false);
        }
        finally
        {
            if (taken is not null)
                limits.Gate.Return(taken, Admission.UsedBy(outcome));
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<AttemptOutcome> CallAsync(TargetState state, Trip trip, Attempt attempt, Candidate candidate, Leave leave)
    {
        // Where the breaker was known to be open, and it was chosen all the same, there is nobody better.
        if (!state.TryBegin(attempt.Target, leave.HasFlag(Leave.Insist) || candidate.Facts.Breaker?.Bars(watchdog.Time.GetUtcNow()) == true, out var pass))
            return attempt.NotSent(Rests(attempt.Target));
        AttemptOutcome? outcome = null;
        Fault? whole = null;
        try
        {
            outcome = await upstreams.For(attempt.Target, attempt.Request.Operation).SendAsync(attempt).ConfigureAwait(false);
        }
        catch (WireFormatException unreadable)
        {
            // The upstream's own format faults are values by now: what is left is the caller's request, read when it had to be translated.
            outcome = attempt.Outcome(RequestFaults.Malformed(unreadable));
        }
        catch (Exception defect) when (!trip.Caller.IsCancellationRequested)
        {
            outcome = attempt.Outcome(FaultOf(defect, trip, attempt));
        }
        finally
        {
            whole = state.End(pass, attempt.Target, outcome);
            var isOfOneCall = attempt.Target.Backend.IsOfOneCall;
            if (!isOfOneCall)
                secrets.Heard(attempt.Target.Backend, outcome?.Fault);
            var headers = outcome?.Fault?.Headers ?? attempt.Headers;
            if (!isOfOneCall && (headers.Count > 0 || outcome?.Fault is not null))
                state.Learn(attempt.Target, headers, outcome?.Fault);
            if (outcome is not null && (trip.Hedge.Enabled == true || attempt.Target.Backend.AdaptiveTimeout is not null))
                Measure(state, attempt, outcome);
        }
        return whole is null || ReferenceEquals(whole, outcome.Fault) ? outcome : outcome with { Fault = whole };
    }

    /// <summary>What a defect of the gateway is to the caller: a value like any other, so that what the attempt has shown and used is put down, and the caller's reply is ended.</summary>
    public Fault FaultOf(Exception defect, Trip trip, Attempt attempt)
    {
        Defect(logger, defect, attempt.Target, trip.Exchange.Id);
        return RequestFaults.Defect(trip.Exchange.Id, defect);
    }

    private static Fault NotAllowed(CallerKey caller, Target target) =>
        new(FaultKind.Permission, $"The key {caller.Name} may not use {target}.") { Code = "target_not_allowed", Backend = target.Backend.Id };

    private static Fault Rests(Target target) =>
        new(FaultKind.Overloaded, $"{target} has failed of late, and another request is trying it just now.") { Code = Resting, Backend = target.Backend.Id };

    private Timeouts TimeoutsOf(Target target, Trip trip) => target.Backend.AdaptiveTimeout is { } adaptive
        ? target.Backend.Timeouts with { FirstEvent = adaptive.After(states.Of(target).FirstEvents(trip.Exchange.Request.Head.Stream).Within(99), nobodyWaits: trip.Exchange.Wishes.Priority == RequestPriority.Low) }
        : target.Backend.Timeouts;

    /// <summary>An attempt that lost or was given up took so long at least: were it left out, a target would be the faster the more often it is too slow.</summary>
    private static void Measure(TargetState state, Attempt attempt, AttemptOutcome outcome)
    {
        if ((outcome.FirstEvent ?? (outcome.Fault is null or { Kind: FaultKind.Cancelled or FaultKind.FirstEventTimeout } ? outcome.Duration : null)) is { } time)
            state.FirstEvents(attempt.Request.Head.Stream).Add(time);
    }

    [LoggerMessage(32, LogLevel.Error, "An attempt at {Target} for {Exchange} failed by a defect of the gateway")]
    private static partial void Defect(ILogger logger, Exception defect, Target target, string exchange);
}
