using System.Collections.Immutable;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;
using Parley.Resilience;
using Parley.Routing;

namespace Parley.Pipeline.Dispatching;

/// <summary>
/// Says where an exchange goes after an attempt has failed: to the target that is next in rank, and when all were asked, after a while to one that may have recovered.
/// Holds nothing until something fails.
/// </summary>
internal sealed class Itinerary(Trip trip, IReadOnlyList<Candidate> ranked, RouteFinder routes, TargetStates states, AttemptRunner runner)
{
    private List<Stop>? _stops;
    private FaultRule? _last;
    private Stop? _failed;
    private bool _isOver;

    /// <summary>Who is asked first.</summary>
    public Candidate First => ranked[0];

    /// <summary>The targets of the exchange; the first of them has been asked.</summary>
    private List<Stop> Stops => _stops ??= [.. ranked.Select(static (candidate, index) => new Stop(candidate) { Tries = index == 0 ? 1 : 0 })];

    /// <summary>True when nobody is left who was not asked, but for those without room.</summary>
    public bool IsLast => ranked.Count == 1 || (_stops is not null && !_stops.Exists(static stop => stop is { Tries: 0, IsPutOff: false }));

    /// <summary>Takes the next that is well and was not asked yet; null when all were.</summary>
    /// <param name="fits">Whether one may be taken; null for all.</param>
    public Candidate? TakeUntried(Func<Candidate, bool>? fits = null)
    {
        foreach (var stop in Stops)
        {
            // One that was put behind the others is not asked for the sake of speed.
            if (stop.Tries == 0 && stop.Candidate.RefusedBy is null && fits?.Invoke(stop.Candidate) != false)
                return stop.Take();
        }
        return null;
    }

    /// <summary>Takes note of an attempt that failed.</summary>
    public void Note(Candidate candidate, Fault fault)
    {
        var stop = Stops.First(stop => ReferenceEquals(stop.Candidate, candidate));
        var rule = _last = FaultTable.Of(fault);
        _failed = stop;
        stop.Policy = RetryPolicy.Of(trip.RetryAt(candidate.Target.Backend));
        stop.Fault = fault;
        stop.Remedy = stop.Policy.RemedyOf(fault, rule);
        if (stop.Remedy == Remedy.Stop && CannotCount(fault))
            stop.Remedy = Remedy.NextTarget;
        if (fault.Code == Admission.Refused)
            PutOff(stop);
        else if (stop.Remedy == Remedy.LargerWindow)
            KeepLarger(candidate);
        else if (stop.Remedy == Remedy.OtherFilter)
            KeepOtherFilters();
        else if (stop.Remedy == Remedy.Stop)
            _isOver = true;
    }

    /// <summary>Chooses where to go now.</summary>
    public Step Choose()
    {
        var why = _last!.Why;
        if (_failed is { } failed && failed.MoreKeys > 0 && runner.HasOtherKey(failed.Candidate.Target, failed.Fault!))
        {
            failed.MoreKeys--;
            return new Step(failed.Candidate, new NextStep(NextAction.NextKey, why));
        }
        if (_isOver)
            return Step.End(why);
        foreach (var stop in Stops)
        {
            if (stop.Tries == 0)
                return new Step(stop.Take(), new NextStep(stop.IsFallback ? NextAction.Fallback : NextAction.NextTarget, why));
        }
        return Again(why);
    }

    /// <summary>One without room is asked once more when all others were, and waited for then. Whoever was waited for in vain is the last.</summary>
    private void PutOff(Stop stop)
    {
        if (stop.IsPutOff || IsLast)
        {
            _isOver = true;
            return;
        }
        (stop.Tries, stop.IsPutOff) = (0, true);
        Stops.Remove(stop);
        Stops.Add(stop);
    }

    /// <summary>A server without the operation has no such path, which says nothing of the request: others may count.</summary>
    private bool CannotCount(Fault fault) => trip.Exchange.Request.Operation.Codec.Kind == OperationKind.CountTokens && fault.Kind is (FaultKind.NotFound or FaultKind.MethodNotAllowed);

    /// <summary>One of those that may have recovered: the first of those that were asked least.</summary>
    private Step Again(string why)
    {
        var refusal = "no target is left";
        foreach (var stop in Stops.Where(static stop => stop.MayRecover).OrderBy(static stop => stop.Tries))
        {
            if (stop.Policy!.WaitAfter(stop.Tries, stop.Fault!.RetryAfter, Random.Shared.NextDouble()) is not { } wait)
                refusal = $"{stop.Candidate.Target} asks to wait for {stop.Fault!.RetryAfter!.Value.TotalSeconds:0.###} s, which is longer than is waited";
            else if (wait >= trip.Left)
                refusal = "the request has no time left";
            else if (!states.Of(stop.Candidate.Target).MayRetry(stop.Policy.BudgetShare))
                refusal = $"too many of the recent requests to {stop.Candidate.Target} were retries";
            else
                return new Step(stop.Take(), new NextStep(NextAction.Retry, why) { Wait = wait });
        }
        return Step.End($"{why}, and {refusal}");
    }

    /// <summary>Of those that were not asked, only such are of use into which more is known to fit; then those that are configured for it.</summary>
    private void KeepLarger(Candidate failed)
    {
        var head = trip.Exchange.Request.Head;
        var window = failed.ContextWindow ?? head.EstimatedInputTokens - 1;
        Stops.RemoveAll(stop => stop.Tries == 0 && !stop.IsFallback && !(stop.Candidate.ContextWindow > window));
        Add(trip.Resolution.Route?.ContextWindowFallbacks ?? []);
    }

    private void KeepOtherFilters()
    {
        var fallbacks = trip.Resolution.Route?.ContentPolicyFallbacks ?? [];
        Stops.RemoveAll(static stop => stop.Tries == 0 && !stop.IsFallback);
        Add(fallbacks);
        _isOver = !Stops.Exists(static stop => stop.Tries == 0);
    }

    /// <summary>The filters hold for them as for all others: what the caller may not have, no fault gives it.</summary>
    private void Add(ImmutableArray<Target> fallbacks)
    {
        var added = fallbacks.Where(target => !Stops.Exists(stop => stop.Candidate.Target.Equals(target))).ToImmutableArray();
        if (added.Length > 0)
            Stops.AddRange(routes.Among(added, trip.Exchange.Decision!.Context, trip.Resolution).Ranked.Select(static candidate => new Stop(candidate) { IsFallback = true }));
    }

    /// <summary>A target of the exchange.</summary>
    private sealed class Stop(Candidate candidate)
    {
        public Candidate Candidate => candidate;

        /// <summary>How often it was asked.</summary>
        public int Tries { get; set; }

        /// <summary>How many keys it has besides the first that was taken.</summary>
        public int MoreKeys { get; set; } = candidate.Target.Backend.Keyed.Length - 1;

        /// <summary>Whether it had no room when it was its turn, and others went before it.</summary>
        public bool IsPutOff { get; set; }

        /// <summary>Whether it was configured for a kind of fault.</summary>
        public bool IsFallback { get; init; }

        /// <summary>How it failed last; null when it was not asked, or answers right now.</summary>
        public Fault? Fault { get; set; }

        public Remedy Remedy { get; set; }

        public RetryPolicy? Policy { get; set; }

        public bool MayRecover => Fault is not null && Remedy == Remedy.Retry && Tries < Policy!.MaxAttempts;

        public Candidate Take()
        {
            Tries++;
            return candidate;
        }
    }
}

/// <summary>Where an exchange goes now.</summary>
/// <param name="Next">Whom to ask; null when it is over.</param>
/// <param name="Note">What was decided and why.</param>
internal readonly record struct Step(Candidate? Next, NextStep Note)
{
    /// <summary>Nowhere.</summary>
    public static Step End(string why) => new(null, new NextStep(NextAction.Stop, why));
}
