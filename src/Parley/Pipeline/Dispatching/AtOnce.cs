using Parley.Configuration.Options;
using Parley.Dialects;
using Parley.Providers.Upstream;
using Parley.Routing;

namespace Parley.Pipeline.Dispatching;

/// <summary>Asks several targets at once.</summary>
internal sealed class AtOnce(AttemptRunner runner) : ITactic
{
    private const string Slower = "Another answer was complete first.";

    public async ValueTask RunAsync(Trip trip, Itinerary itinerary, Candidate first)
    {
        var targets = new List<Candidate> { first };
        while (targets.Count < trip.Parallel.MaxTargets && itinerary.TakeUntried() is { } more)
            targets.Add(more);
        // What is no chat comes in one piece: it begins when it is complete.
        var isRace = trip.Parallel.Mode == ParallelMode.First || trip.Exchange.Request.Operation.Codec is not IChatCodec;
        if (targets.Count > 1)
            trip.Occasion = $"the first of {targets.Count} asked at once that {(isRace ? "began to answer" : "had answered")}";
        if (isRace)
            await RaceAsync(trip, itinerary, targets).ConfigureAwait(false);
        else
            await CompareAsync(trip, itinerary, targets).ConfigureAwait(false);
        if (targets.Count > 1 && !trip.IsAnswered)
            trip.LastOccasion = $"none of {targets.Count} asked at once answered";
    }

    private async ValueTask RaceAsync(Trip trip, Itinerary itinerary, List<Candidate> targets)
    {
        var race = new Race(trip, runner);
        foreach (var target in targets)
            race.Start(target, LeaveFor(itinerary, target, targets));
        await race.EndAsync(itinerary).ConfigureAwait(false);
    }

    private async ValueTask CompareAsync(Trip trip, Itinerary itinerary, List<Candidate> targets)
    {
        var held = targets.ConvertAll(candidate => new HeldAttempt(trip, runner, candidate, LeaveFor(itinerary, candidate, targets)));
        AttemptOutcome? given = null;
        HeldAttempt? giver = null;
        try
        {
            await foreach (var ended in Task.WhenEach(held.Select(static attempt => attempt.Ending)).ConfigureAwait(false))
            {
                if (given is not null || (await ended.ConfigureAwait(false)).Fault is not null)
                    continue;
                giver = held.Find(attempt => ReferenceEquals(attempt.Ending, ended))!;
                given = await giver.DeliverAsync().ConfigureAwait(false);
                if (trip.Parallel.Mode == ParallelMode.Fastest)
                    held.FindAll(attempt => !ReferenceEquals(attempt, giver)).ForEach(static attempt => attempt.Abandon(Slower));
            }
        }
        finally
        {
            held.ForEach(static attempt => attempt.Abandon(Slower));
            await Task.WhenAll(held.ConvertAll<Task>(static attempt => attempt.Ending)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            held.ForEach(static attempt => attempt.Dispose());
        }
        foreach (var attempt in held)
            PutDown(trip, itinerary, attempt.Candidate, ReferenceEquals(attempt, giver) ? given! : await attempt.Ending.ConfigureAwait(false), given is not null);
    }

    /// <summary>All may wait where nobody else is left; that is no reason for more than one to insist.</summary>
    private static Leave LeaveFor(Itinerary itinerary, Candidate candidate, List<Candidate> targets) =>
        itinerary.LeaveFor(candidate) & (ReferenceEquals(candidate, targets[0]) ? Leave.All : Leave.Wait);

    private static void PutDown(Trip trip, Itinerary itinerary, Candidate candidate, AttemptOutcome outcome, bool isAnswered)
    {
        trip.Attempts.Add(isAnswered && !outcome.Committed ? trip.Lost(outcome, "another answer was complete first") : outcome);
        if (!isAnswered && outcome.Fault is not null)
            itinerary.Note(candidate, outcome);
    }
}
