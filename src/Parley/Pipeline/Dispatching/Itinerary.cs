using System.Collections.Immutable;
using Parley.Configuration;
using Parley.Providers.Upstream;
using Parley.Resilience;
using Parley.Routing;
using Parley.Routing.Adaptive;

namespace Parley.Pipeline.Dispatching;

/// <summary>
/// Says where an exchange goes after an attempt has failed: to the target that is next in rank, and when all were asked, after a while to one that may have recovered.
/// Holds nothing until something fails.
/// </summary>
internal sealed class Itinerary(Trip trip, IReadOnlyList<Candidate> ranked, RouteFinder routes, TargetStates states, AttemptRunner runner)
{
    private Stops? _stops;
    private Stop? _failed;
    private bool _isOver;
    private bool _hasWaited;

    /// <summary>Who is asked first.</summary>
    public Candidate First => ranked[0];

    /// <summary>True when nobody is left who was not asked, but for those without room.</summary>
    public bool IsLast => _stops?.IsLast ?? ranked.Count == 1;

    private Stops Stops => _stops ??= new Stops(ranked);

    /// <summary>Takes the next that is well and was not asked yet; null when all were. One that was put behind the others is not asked for the sake of speed.</summary>
    /// <param name="fits">Whether one may be taken; null for all.</param>
    public Candidate? TakeUntried(Func<Candidate, bool>? fits = null) =>
        Stops.FirstOrDefault(stop => stop.Tries == 0 && stop.Candidate.RefusedBy is null && fits?.Invoke(stop.Candidate) != false)?.Take();

    /// <summary>What an attempt at one that was taken may do: all where nobody else is left.</summary>
    public Leave LeaveFor(Candidate candidate)
    {
        var stop = _stops?.Of(candidate);
        if (!IsLast && stop is not { IsPutOff: true })
            return Leave.None;
        stop?.MayWait = true;
        return _hasWaited ? Leave.Insist : Leave.All;
    }

    /// <summary>Takes note of an attempt that failed.</summary>
    /// <param name="candidate">Who was asked.</param>
    /// <param name="failed">How it failed.</param>
    public void Note(Candidate candidate, AttemptOutcome failed)
    {
        var fault = failed.Fault!;
        var isSole = _stops is null && ranked.Count == 1;
        var stop = _failed = Stops.Of(candidate);
        stop.MayWait |= isSole;
        stop.Failed(fault, RetryPolicy.Of(trip.RetryAt(candidate.Target.Backend)));
        if (fault.Code == Admission.Refused)
            PutOff(stop, failed.Queued > TimeSpan.Zero);
        else if (stop.Remedy == Remedy.LargerWindow)
            KeepLarger(candidate);
        else if (stop.Remedy == Remedy.OtherFilter)
            KeepOtherFilters();
        else if (stop.Remedy == Remedy.Stop && !Step.CannotCount(fault, trip.Exchange.Request.Operation.Codec.Kind))
            _isOver = true;
    }

    /// <summary>Chooses where to go now.</summary>
    public Step Choose()
    {
        if (_failed is { MoreKeys: > 0 } failed && runner.HasOtherKey(failed.Candidate.Target, failed.Fault!))
            return new Step(failed.TakeKey(), NextAction.NextKey);
        if (_isOver)
            return Step.End();
        return NextUntried() is { } next ? new Step(next.Take(), next.IsFallback ? NextAction.Fallback : NextAction.NextTarget) : Again();
    }

    /// <summary>Where answers are judged, those whose hardware is hot come after the others, and not at all once there is an answer.</summary>
    private Stop? NextUntried()
    {
        if (!trip.Forwarding.Enabled)
            return Stops.Untried;
        return Stops.FirstOrDefault(stop => stop.Tries == 0 && Escalation.IsCool(trip, stop.Candidate)) ?? (trip.Judged.Count == 0 ? Stops.Untried : null);
    }

    /// <summary>One without room is asked once more when all others were, and waited for then, as far as its backend lets anybody wait. Once one was waited for in vain, the others are asked without a wait.</summary>
    private void PutOff(Stop stop, bool inVain)
    {
        _hasWaited |= inVain;
        if (!stop.MayWait)
            Stops.PutOff(stop);
        else
            _isOver = Stops.Untried is null && !Stops.Any(static other => other.MayRecover);
    }

    /// <summary>One of those that may have recovered: the first of those that were asked least.</summary>
    private Step Again()
    {
        var refusal = "no target is left";
        foreach (var stop in Stops.Where(static stop => stop.MayRecover).OrderBy(static stop => stop.Tries))
        {
            if (stop.Policy!.WaitAfter(stop.Tries, stop.Fault!.RetryAfter, Chance(stop)) is not { } wait)
                refusal = $"{stop.Candidate.Target} asks to wait for {stop.Fault!.RetryAfter!.Value.TotalSeconds:0.###} s, which is longer than is waited";
            else if (wait >= trip.Left)
                refusal = "the request has no time left";
            else if (!states.Of(stop.Candidate.Target).MayRetry(stop.Policy.BudgetShare))
                refusal = $"too many of the recent requests to {stop.Candidate.Target} were retries";
            else
                return new Step(stop.Take(), NextAction.Retry) { Wait = wait };
        }
        return Step.End(refusal);
    }

    /// <summary>A number from 0 to 1, by the seed of the decision: whoever makes it again waits as long.</summary>
    private double Chance(Stop stop) => new SeededRandom(trip.Exchange.Decision!.Context.Seed ^ (ulong)(stop.Tries + (stop.Candidate.Place << 8) + 1)).NextDouble();

    /// <summary>Of those that were not asked, only such are of use into which more is known to fit; then those that are configured for it.</summary>
    private void KeepLarger(Candidate failed)
    {
        var window = failed.ContextWindow ?? trip.Exchange.Request.Head.EstimatedInputTokens - 1;
        Stops.Keep(candidate => candidate.ContextWindow > window);
        Add("context_window_fallbacks", trip.Resolution.Route?.ContextWindowFallbacks ?? []);
    }

    private void KeepOtherFilters()
    {
        Stops.Keep(static _ => false);
        Add("content_policy_fallbacks", trip.Resolution.Route?.ContentPolicyFallbacks ?? []);
        _isOver = Stops.Untried is null;
    }

    /// <summary>Once for each kind of fault. The filters hold for them as for all others: what the caller may not have, no fault gives it.</summary>
    private void Add(string key, ImmutableArray<Target> fallbacks)
    {
        if (trip.Exchange.Decision!.Further.Any(further => further.For == key) || Stops.New(fallbacks) is not { IsEmpty: false } added)
            return;
        var among = routes.Among(added, trip.Exchange.Decision!.Context, trip.Resolution);
        trip.Exchange.Decision = trip.Exchange.Decision.With(key, among);
        Stops.Add(among.Ranked);
    }
}
