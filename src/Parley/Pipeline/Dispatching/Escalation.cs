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
            using var attempt = new HeldAttempt(trip, runner, next, itinerary.LeaveFor(next));
            var outcome = await attempt.Ending.ConfigureAwait(false);
            trip.Attempts.Add(outcome);
            if (outcome.Fault is not null)
            {
                itinerary.Note(next, outcome);
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
        var why = trip.Attempts[place].Next!.Why;
        var last = trip.Judged[^1].Place;
        if (last != place)
            trip.Attempts[last] = trip.Attempts[last] with { Next = new NextStep(NextAction.Stop, $"{trip.Attempts[last].Next!.Why}; the answer of {attempt.Candidate.Target} was surer") };
        trip.Attempts[place] = await attempt.DeliverAsync($"no better answer is to be had: {why}").ConfigureAwait(false) with { Next = new NextStep(NextAction.Stop, $"{why}; no better answer is to be had") };
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
        var tooHot = new List<string>();
        var next = trip.Judged.Count <= trip.Forwarding.MaxRetries && trip.Left > TimeSpan.Zero ? itinerary.TakeUntried(candidate => IsCool(trip, candidate, tooHot)) : null;
        trip.Attempts[^1] = trip.Attempts[^1] with { Next = new NextStep(NextAction.Escalate, string.Concat(tooHot.Prepend(why))) };
        if (next is not null)
        {
            trip.Occasion = Step.Occasion(NextAction.Escalate, attempt.Candidate.Target, why);
            return next;
        }
        await GiveAsync(trip).ConfigureAwait(false);
        return null;
    }

    /// <summary>Whether the hardware of a target is cool enough to ask it for a better answer.</summary>
    public static bool IsCool(Trip trip, Candidate candidate) =>
        !trip.Forwarding.RespectThermalLimits || !(candidate.Facts.Hardware?.Readings.TemperatureC >= trip.Exchange.Snapshot.Thermal?.Critical);

    private static bool IsCool(Trip trip, Candidate candidate, List<string> tooHot)
    {
        if (IsCool(trip, candidate))
            return true;
        tooHot.Add(string.Create(CultureInfo.InvariantCulture, $"; {candidate.Target} is not asked, its hardware is at {candidate.Facts.Hardware!.Readings.TemperatureC:0.#} °C"));
        return false;
    }
}
