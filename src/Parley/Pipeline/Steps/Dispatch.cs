using System.Runtime.CompilerServices;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Pipeline.Dispatching;
using Parley.Providers.Upstream;
using Parley.Resilience;
using Parley.Routing;

namespace Parley.Pipeline.Steps;

/// <summary>
/// The last step: asks the router for the targets and tries them. The only place that tries anything twice; upstream handlers never do.
/// </summary>
internal sealed class Dispatch(AttemptRunner runner, RouteFinder routes, TargetStates states, TimeProvider time)
{
    private readonly OneByOne _oneByOne = new(runner);
    private readonly Hedging _hedging = new(runner, states, time);
    private readonly AtOnce _atOnce = new(runner);
    private readonly Escalation _escalation = new(runner);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Settlement> InvokeAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        var (resolution, decision, fault) = routes.Find(new RouteQuestion(exchange.Snapshot, exchange.Request.Head, exchange.Request.Operation.Codec.Kind, exchange.Wishes, exchange.Caller) { Request = exchange.Request });
        exchange.Decision = decision;
        if (fault is not null)
            return Settlement.Of(fault);
        var trip = new Trip(exchange, resolution, time, cancellationToken);
        if (trip.Left <= TimeSpan.Zero)
            return Settlement.Of(RoutingFaults.Late());
        var itinerary = new Itinerary(trip, trip.FailsOver ? Way(decision!) : [decision!.Ranked[0]], routes, states, runner);
        var tactic = TacticOf(trip);
        // From target to target, until one answers or nothing helps any more.
        for (Candidate? next = itinerary.First; next is not null;)
        {
            var before = trip.Attempts.Count;
            await tactic.RunAsync(trip, itinerary, next).ConfigureAwait(false);
            if (trip.IsAnswered || trip.Attempts[^1].Fault is null)
                return trip.Settle();
            next = await GoOnAsync(trip, itinerary, before).ConfigureAwait(false);
        }
        if (ReferenceEquals(tactic, _escalation))
            await Escalation.GiveAsync(trip).ConfigureAwait(false);
        return trip.Settle();
    }

    private ITactic TacticOf(Trip trip)
    {
        if (trip.Forwarding.Enabled && trip.Exchange.Request.Operation.Codec is IChatCodec)
            return _escalation;
        if (trip.Parallel.Mode is not null)
            return _atOnce;
        return trip.Hedge.Enabled == true ? _hedging : _oneByOne;
    }

    /// <summary>The targets of an exchange, best first; where answers are judged, the first and those who are asked when it does not convince.</summary>
    private static IReadOnlyList<Candidate> Way(RoutingDecision decision)
    {
        if (decision.Further is not [{ For: RouteFinder.EscalationPath, Decision.Ranked: var stronger }, ..])
            return decision.Ranked;
        // The path says the order itself, whatever the strategy makes of it.
        return [decision.Ranked[0], .. stronger.Where(candidate => !candidate.Target.Equals(decision.Ranked[0].Target)).OrderBy(static candidate => candidate.Place)];
    }

    /// <summary>Chooses whom to ask after the attempts that failed last, puts down why, and waits where that helps; null when it is over.</summary>
    private async ValueTask<Candidate?> GoOnAsync(Trip trip, Itinerary itinerary, int before)
    {
        var step = trip.Left > TimeSpan.Zero ? itinerary.Choose() : Step.End("the request has no time left");
        for (var i = before; i < trip.Attempts.Count; i++)
        {
            if (trip.Attempts[i] is { Next: null, Fault: { } fault } failed)
                trip.Attempts[i] = failed with { Next = step.After(fault, trip.Exchange.Request.Operation.Codec.Kind) };
        }
        trip.Occasion = step.Next is null ? null : OccasionOf(trip.Attempts, step.Next.Target);
        trip.Waited += step.Wait;
        if (step.Wait > TimeSpan.Zero && !await PauseAsync(step.Wait, trip.Caller).ConfigureAwait(false))
            return null;
        return step.Next;
    }

    /// <summary>Who is asked again was not the last to fail where several were asked.</summary>
    private static string? OccasionOf(List<AttemptOutcome> attempts, Target next)
    {
        if (attempts[^1] is not { Next: { Action: var action } } failed)
            return null;
        if (action is NextAction.Retry or NextAction.NextKey && attempts.FindLast(attempt => attempt.Target.IsSameAs(next)) is { Next: not null } own)
            failed = own;
        return Step.Occasion(action, failed.Target, failed.Next!.Why);
    }

    /// <summary>Waits; false when the caller left.</summary>
    private async ValueTask<bool> PauseAsync(TimeSpan wait, CancellationToken caller)
    {
        await Task.Delay(wait, time, caller).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !caller.IsCancellationRequested;
    }
}
