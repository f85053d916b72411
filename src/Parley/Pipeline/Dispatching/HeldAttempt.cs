using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;
using Parley.Resilience;
using Parley.Routing;

namespace Parley.Pipeline.Dispatching;

/// <summary>An attempt whose answer is held back until somebody has decided that it is the one.</summary>
internal sealed class HeldAttempt : IDisposable
{
    private readonly Trip _trip;
    private readonly AttemptRunner _runner;
    private readonly Deadlines _deadlines;
    private readonly Attempt _outer;
    private readonly FoldingSink _sink;
    private ChatReply? _reply;

    public HeldAttempt(Trip trip, AttemptRunner runner, Candidate candidate, Leave leave)
    {
        (_trip, _runner, Candidate) = (trip, runner, candidate);
        trip.Begin(candidate.Target);
        _deadlines = runner.Clock(trip, candidate.Target);
        _outer = runner.AttemptOf(trip, candidate, _deadlines);
        _sink = new FoldingSink(_outer) { IsHeldForChoice = true };
        Ending = RunAsync(leave);
    }

    public Candidate Candidate { get; }

    /// <summary>How the call went; nothing of it has been shown.</summary>
    public Task<AttemptOutcome> Ending { get; }

    /// <summary>The answer, once the call has ended well.</summary>
    public ChatReply Reply => _reply ??= _sink.Build();

    /// <summary>How sure the answer sounds, where somebody has judged it.</summary>
    public double Confidence { get; set; }

    /// <summary>Ends it, since it is not needed any more.</summary>
    public void Abandon(string reason) => _deadlines.Abandon(reason);

    /// <summary>Gives the answer to the caller.</summary>
    /// <param name="why">Why it is this one, where that is not why it was asked for.</param>
    /// <returns>The attempt, with the answer given.</returns>
    public async ValueTask<AttemptOutcome> DeliverAsync(string? why = null)
    {
        _outer.Occasion = why ?? _outer.Occasion;
        var outcome = await Ending.ConfigureAwait(false);
        try
        {
            await FoldingSink.DeliverAsync(_outer, _sink.Head!, Reply).ConfigureAwait(false);
            return outcome with { Committed = _outer.IsCommitted, Next = null };
        }
        catch (OperationCanceledException)
        {
            return outcome with { Committed = _outer.IsCommitted, Fault = NetworkFaults.Ended(_outer), Next = null };
        }
        catch (Exception defect) when (!_trip.Caller.IsCancellationRequested)
        {
            return outcome with { Committed = _outer.IsCommitted, Fault = _runner.FaultOf(defect, _trip, _outer), Next = null };
        }
    }

    public void Dispose() => _deadlines.Dispose();

    private async Task<AttemptOutcome> RunAsync(Leave leave)
    {
        var outcome = await _runner.RunAsync(_trip, _outer.Part(_outer.Request, _sink), Candidate, leave).ConfigureAwait(false);
        if (outcome.Log is { } log)
        {
            foreach (var entry in log.Entries)
                _outer.Log.Add(entry);
        }
        // What it wrote before it was given up is paid for, though nobody has counted it.
        return outcome with { Committed = false, Usage = EstimatedUsage.Complete(outcome.Usage, _sink.Written, _outer) };
    }
}
