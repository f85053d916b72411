using System.Globalization;
using Parley.Configuration.Options;
using Parley.Resilience;
using Parley.Routing;

namespace Parley.Pipeline.Dispatching;

/// <summary>Asks the next target too when the first is later than usual, as long as that stays rare. Thread-safe.</summary>
internal sealed class Hedging(AttemptRunner runner, TargetStates states, TimeProvider time) : ITactic
{
    private const double UsualPercentile = 95;
    private const double UsualShare = 0.05;

    /// <summary>Makes the attempt, and a second one when it is late.</summary>
    public async ValueTask RunAsync(Trip trip, Itinerary itinerary, Candidate first)
    {
        var race = new Race(trip, runner);
        race.Start(first, itinerary.LeaveFor(first));
        if (DelayFor(trip, first) is { } delay && !await race.IsDecidedWithinAsync(delay, time).ConfigureAwait(false) && !itinerary.IsLast && MaySpend(trip.Hedge, first) && itinerary.TakeUntried() is { } second)
        {
            trip.Occasion = string.Create(CultureInfo.InvariantCulture, $"hedge: {first.Target} had not begun to answer after {delay.TotalMilliseconds:0} ms");
            race.Start(second, Leave.None);
        }
        await race.EndAsync(itinerary).ConfigureAwait(false);
    }

    /// <summary>After how long a target is late; null while too little is known of it.</summary>
    private TimeSpan? DelayFor(Trip trip, Candidate candidate) =>
        trip.Hedge.After ?? states.Of(candidate.Target).FirstEvents(trip.Exchange.Request.Head.Stream).Within(trip.Hedge.Percentile ?? UsualPercentile);

    private bool MaySpend(HedgeOptions hedge, Candidate late) =>
        (hedge.MaxShare ?? UsualShare) is > 0 and var share && states.Of(late.Target).MayHedge(share);
}
