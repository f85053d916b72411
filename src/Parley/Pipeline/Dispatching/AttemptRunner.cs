using System.Runtime.CompilerServices;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Providers;
using Parley.Providers.Upstream;
using Parley.Resilience;
using Parley.Routing;

namespace Parley.Pipeline.Dispatching;

/// <summary>Makes single attempts, and keeps the books of their targets. Thread-safe.</summary>
internal sealed class AttemptRunner(Upstreams upstreams, TargetStates states, Watchdog watchdog)
{
    /// <summary>The clocks of an attempt that begins now; it has no more time than is left of the request's.</summary>
    public Deadlines Clock(Trip trip, Target target) => new(watchdog, target.Backend.Timeouts, trip.Left, trip.Caller);

    /// <summary>The attempt.</summary>
    public static Attempt AttemptOf(Trip trip, Candidate candidate, IDeadlines deadlines)
    {
        var origin = candidate.Origin ?? trip.Resolution;
        var request = trip.Exchange.Request.Lacking(trip.Exchange.Decision!.Unknown).For(candidate.Target.Backend).Under(origin.Conversion, origin.HostedTools);
        return new Attempt(trip.NextNumber(), candidate.Target, request, trip.Exchange.Sink, deadlines);
    }

    /// <summary>Makes it.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<AttemptOutcome> RunAsync(Trip trip, Attempt attempt)
    {
        if (StateFaults.Of(attempt) is { } unknown)
            return attempt.Outcome(unknown);
        var state = states.Of(attempt.Target);
        state.Begin();
        AttemptOutcome? outcome = null;
        try
        {
            return outcome = await upstreams.For(attempt.Target, attempt.Request.Operation).SendAsync(attempt).ConfigureAwait(false);
        }
        catch (WireFormatException unreadable)
        {
            // The upstream's own format faults are values by now: what is left is the caller's request, read when it had to be translated.
            return outcome = attempt.Outcome(RequestFaults.Malformed(unreadable));
        }
        finally
        {
            state.End(outcome);
            if (trip.Hedge.Enabled == true && outcome is not null)
                Measure(state, attempt, outcome);
        }
    }

    /// <summary>An attempt that lost took so long at least: were it left out, a target would be the faster the more often it is too slow.</summary>
    private static void Measure(TargetState state, Attempt attempt, AttemptOutcome outcome)
    {
        if ((outcome.FirstEvent ?? (outcome.Fault is null or { Kind: FaultKind.Cancelled } ? outcome.Duration : null)) is { } time)
            state.FirstEvents(attempt.Request.Head.Stream).Add(time);
    }
}
