using System.Runtime.CompilerServices;
using Parley.Routing;

namespace Parley.Pipeline.Dispatching;

/// <summary>One attempt at a time. What nearly all requests take.</summary>
internal sealed class OneByOne(AttemptRunner runner) : ITactic
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask RunAsync(Trip trip, Itinerary itinerary, Candidate first)
    {
        using var deadlines = runner.Clock(trip, first.Target);
        var outcome = await runner.RunAsync(trip, runner.AttemptOf(trip, first, deadlines), first, itinerary.LeaveFor(first)).ConfigureAwait(false);
        trip.Attempts.Add(outcome);
        if (outcome is { Fault: not null, Committed: false })
            itinerary.Note(first, outcome);
    }
}
