using System.Globalization;
using Parley.Providers.Upstream;
using Parley.Routing;

namespace Parley.Pipeline.Dispatching;

/// <summary>Holds answers back until they are judged, and asks the next model where one does not convince.</summary>
internal sealed class Escalation(AttemptRunner runner) : ITactic
{
    public async ValueTask RunAsync(Trip trip, Itinerary itinerary, Candidate first)
    {
        for (Candidate? next = first; next is not null && !trip.IsAnswered;)
        {
            using var attempt = new HeldAttempt(trip, runner, next);
            var outcome = await attempt.Ending.ConfigureAwait(false);
            trip.Attempts.Add(outcome);
            if (outcome.Fault is { } fault)
            {
                itinerary.Note(next, fault);
                return;
            }
            next = await JudgeAsync(trip, itinerary, attempt).ConfigureAwait(false);
        }
    }

    /// <summary>Gives what was held where nothing better can be had.</summary>
    public static async ValueTask GiveAsync(Trip trip)
    {
        if (trip.Judged.Count == 0)
            return;
        var (place, attempt) = trip.Forwarding.ReturnBestAttempt ? trip.Judged.MaxBy(static judged => judged.Attempt.Confidence) : trip.Judged[^1];
        trip.Attempts[place] = await attempt.DeliverAsync().ConfigureAwait(false);
    }

    /// <summary>Gives the answer when it convinces, or when it is the last that may be asked for; otherwise says who is asked now.</summary>
    private static async ValueTask<Candidate?> JudgeAsync(Trip trip, Itinerary itinerary, HeldAttempt attempt)
    {
        attempt.Confidence = Confidence.Of(attempt.Reply, attempt.Candidate.Target.Model);
        trip.Judged.Add((trip.Attempts.Count - 1, attempt));
        var least = trip.Forwarding.MinConfidence;
        if (attempt.Confidence >= least)
        {
            trip.Attempts[^1] = await attempt.DeliverAsync().ConfigureAwait(false);
            return null;
        }
        var why = string.Create(CultureInfo.InvariantCulture, $"its answer has a confidence of {attempt.Confidence:0.00}, less than {least:0.00}");
        trip.Attempts[^1] = trip.Attempts[^1] with { Next = new NextStep(NextAction.Escalate, why) };
        if (trip.Judged.Count <= trip.Forwarding.MaxRetries && trip.Left > TimeSpan.Zero && itinerary.TakeUntried() is { } next)
            return next;
        await GiveAsync(trip).ConfigureAwait(false);
        return null;
    }
}
