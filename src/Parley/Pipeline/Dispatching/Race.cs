using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;
using Parley.Resilience;
using Parley.Routing;

namespace Parley.Pipeline.Dispatching;

/// <summary>Several attempts at once, of which one answers: the first that has something to show claims the reply, and the others are ended.</summary>
internal sealed class Race
{
    private readonly Trip _trip;
    private readonly AttemptRunner _runner;
    private readonly List<Entrant> _entrants = new(2);
    private readonly TaskCompletionSource _claimed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Race(Trip trip, AttemptRunner runner)
    {
        (_trip, _runner) = (trip, runner);
        trip.Exchange.Sink.Claimed = _claimed;
    }

    /// <summary>One more begins.</summary>
    public void Start(Candidate candidate, Leave leave)
    {
        _trip.Begin(candidate.Target);
        var deadlines = _runner.Clock(_trip, candidate.Target);
        var attempt = _runner.AttemptOf(_trip, candidate, deadlines);
        _entrants.Add(new Entrant(candidate, attempt, deadlines, _runner.RunAsync(_trip, attempt, candidate, leave).AsTask()));
    }

    /// <summary>Waits; true when the reply was claimed before, or nobody runs any more.</summary>
    public async ValueTask<bool> IsDecidedWithinAsync(TimeSpan delay, TimeProvider time)
    {
        try
        {
            await Decision().WaitAsync(delay, time, CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Waits for the end of all, and puts them down.</summary>
    public async ValueTask EndAsync(Itinerary itinerary)
    {
        try
        {
            await Decision().ConfigureAwait(false);
            foreach (var entrant in _entrants)
            {
                if (_trip.IsAnswered && !entrant.Attempt.IsCommitted)
                    entrant.Deadlines.Abandon("Another attempt answered first.");
            }
            // Not only the winner: what others still hold of the request is the caller's.
            await Task.WhenAll(_entrants.Select(static entrant => entrant.Ending)).ConfigureAwait(false);
        }
        finally
        {
            foreach (var entrant in _entrants)
                entrant.Deadlines.Dispose();
        }
        foreach (var entrant in _entrants)
            PutDown(itinerary, entrant.Candidate, await entrant.Ending.ConfigureAwait(false));
    }

    private Task Decision() => Task.WhenAny(_claimed.Task, Task.WhenAll(_entrants.Select(static entrant => entrant.Ending)));

    private void PutDown(Itinerary itinerary, Candidate candidate, AttemptOutcome outcome)
    {
        _trip.Attempts.Add(_trip.IsAnswered && !outcome.Committed ? Lost(outcome) : outcome);
        if (!_trip.IsAnswered && outcome.Fault is not null)
            itinerary.Note(candidate, outcome);
    }

    private AttemptOutcome Lost(AttemptOutcome outcome) => _trip.Lost(outcome, "another attempt answered first") with
    {
        Fault = outcome.Fault ?? new Fault(FaultKind.Cancelled, "Another attempt answered first."),
    };

    /// <summary>An attempt that runs.</summary>
    private sealed record Entrant(Candidate Candidate, Attempt Attempt, Deadlines Deadlines, Task<AttemptOutcome> Ending);
}
