using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;

namespace Parley.Resilience;

/// <summary>What a target's attempts have shown. Lives through reloads of the configuration, for as long as the target is the same. Thread-safe.</summary>
internal sealed class TargetState(TimeProvider time, BackendState backend, string model, BreakerLog? log = null)
{
    private static readonly TimeSpan HalfLife = TimeSpan.FromSeconds(10);
    private readonly PeakAverage _firstEvent = new(HalfLife);
    private readonly ShareBudget _retries = new(reserve: 10, most: 10);
    private ShareBudget? _hedges;
    private FirstEventTimes? _streamTimes;
    private FirstEventTimes? _wholeTimes;
    private int _inFlight;
    private long _attempts;
    private long _failures;
    private long _lastSuccess;
    private int _failuresInARow;
    private bool _isKeyInTrouble;

    /// <summary>Who keeps it.</summary>
    public TargetStates? Owner { get; init; }

    /// <summary>How often it has failed since it succeeded last.</summary>
    public int FailuresInARow => Volatile.Read(ref _failuresInARow);

    /// <summary>When it succeeded last; null when it never did.</summary>
    public DateTimeOffset? LastSuccess => Interlocked.Read(ref _lastSuccess) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>What is known now.</summary>
    public TargetFacts Facts => new()
    {
        InFlight = Volatile.Read(ref _inFlight),
        FirstEventMs = _firstEvent.Milliseconds,
        FirstEventTicks = _firstEvent.At ?? 0,
        // In this order: there are never more failures than attempts.
        Failures = Volatile.Read(ref _failures),
        Attempts = Volatile.Read(ref _attempts),
        Breaker = Breaker.Report,
        Health = backend.Health,
        IsLoaded = backend.Load?.Has(model),
        Waiting = backend.Load?.Waiting,
        IsHeldOpen = backend.IsHeldOpen,
    };

    /// <summary>What is known now, the room that its backend's limits leave included.</summary>
    public TargetFacts FactsOf(Target target) => backend.Gate is null ? Facts : Facts with { Limits = backend.RoomFor(target) };

    /// <summary>The gate that an attempt goes through; null where nothing is limited, as far as is known.</summary>
    public LimitGate? GateFor(Target target) => target.Backend.Limits is null ? backend.Gate : backend.NeededGate;

    /// <summary>Takes what an answer says of its provider's limits.</summary>
    /// <param name="target">The target, with the key that was taken.</param>
    /// <param name="headers">Headers of the answer.</param>
    /// <param name="fault">The fault that it tells of; null when it does not.</param>
    public void Learn(Target target, IReadOnlyList<KeyValuePair<string, string>> headers, Fault? fault)
    {
        var key = target.Backend.Key?.Name ?? "";
        // A limit that nobody comes near needs no gate; once there is one, it hears all.
        if (headers.Count > 0 && LimitHeaders.Read(headers, time.GetUtcNow(), ifScarce: backend.Gate is null) is { } news)
        {
            backend.NeededGate.Learn(key, target.Model, news);
            Owner?.Tell(target, isLimit: true, news.Wait(time.GetUtcNow()), "");
        }
        // Where nobody waits at a gate, the breaker and the keys know of it already.
        if (fault is { Kind: FaultKind.RateLimit, Source: FaultSource.Provider, RetryAfter: { } wait })
        {
            GateFor(target)?.Block(key, target.Model, wait);
            Owner?.Tell(target, isLimit: true, wait, "");
        }
    }

    /// <summary>Whether it may be asked again: retries are a share of its requests at most, or a backend in trouble would get the more of them the worse it is.</summary>
    /// <param name="share">The share.</param>
    public bool MayRetry(double share) => _retries.TryTake(Volatile.Read(ref _attempts), share);

    /// <summary>Whether another target may be asked too because this one is late: second attempts are a share of its requests at most.</summary>
    /// <param name="share">The share.</param>
    public bool MayHedge(double share) =>
        LazyInitializer.EnsureInitialized(ref _hedges, static () => new ShareBudget(reserve: 1, most: 50, isCounted: false)).TryTake(Volatile.Read(ref _attempts), share);

    /// <summary>How long its answers took to begin; measured only where somebody wants to know.</summary>
    /// <param name="streams">Whether of streams; whole answers are there when they have ended.</param>
    public FirstEventTimes FirstEvents(bool streams) => streams
        ? LazyInitializer.EnsureInitialized(ref _streamTimes, static () => new FirstEventTimes())
        : LazyInitializer.EnsureInitialized(ref _wholeTimes, static () => new FirstEventTimes());

    /// <summary>Its breaker.</summary>
    public Breaker Breaker { get; } = new(log);

    /// <summary>An attempt wants to begin.</summary>
    /// <param name="target">The target, with the key that was taken.</param>
    /// <param name="insists">True where there is no better target, so that no breaker is in its way.</param>
    /// <param name="pass">The leave, to be given back at its end.</param>
    /// <returns>False when another request tries the target just now: this one goes elsewhere.</returns>
    public bool TryBegin(Target target, bool insists, out BreakerPass pass)
    {
        if (!Breaker.TryEnter(insists || IsNoneOf(target), time.GetUtcNow(), out pass))
            return false;
        backend.Keys.Begin(target.Backend);
        Interlocked.Increment(ref _inFlight);
        return true;
    }

    /// <summary>An attempt that began has ended.</summary>
    /// <param name="pass">The leave that it had.</param>
    /// <param name="target">The target, with the key that was taken.</param>
    /// <param name="outcome">How it went; null when a defect of Parley broke it off, or it came to no call.</param>
    /// <returns>The fault that the target as a whole has, all its keys considered; null while there is none, or another key may serve.</returns>
    public Fault? End(BreakerPass pass, Target target, AttemptOutcome? outcome)
    {
        Interlocked.Decrement(ref _inFlight);
        backend.Keys.End(target.Backend);
        Interlocked.Increment(ref _attempts);
        var now = time.GetUtcNow();
        if (outcome?.FirstEvent is { } first)
            _firstEvent.Add(first, now.UtcTicks);
        // What ails one key of several is the target's own trouble only when no other is left.
        var trouble = outcome?.Fault is { } any && any.Cause != NetworkFaults.OwnLimit ? backend.Keys.Report(target.Backend, target.Model, any) : null;
        if (outcome is null || (outcome.Fault is not null && (trouble is null || !IsOwn(trouble) || IsOfOneCall(target, trouble))))
        {
            Breaker.SaidNothing(pass);
            return trouble;
        }
        if (outcome.Fault is null)
        {
            if (IsNoneOf(target))
            {
                Breaker.SaidNothing(pass);
                return null;
            }
            backend.Keys.Worked(target.Backend, target.Model);
            if (!target.Backend.IsOfOneCall)
                backend.Gate?.Served(target.Backend.Key?.Name ?? "", target.Model, outcome.Duration);
        }
        var isSlow = target.Backend.Breaker.SlowCall is { } slow && outcome.FirstEvent >= slow;
        if (trouble is not { } fault)
        {
            Succeed(pass, target, isSlow, now);
            return null;
        }
        Fail(pass, target, fault, isSlow, now);
        return fault;
    }

    private void Succeed(BreakerPass pass, Target target, bool isSlow, DateTimeOffset now)
    {
        if (!target.Backend.IsOfGuest)
            Volatile.Write(ref _isKeyInTrouble, false);
        Volatile.Write(ref _failuresInARow, 0);
        Volatile.Write(ref _lastSuccess, now.UtcTicks);
        Breaker.Succeeded(pass, target.Backend.Breaker, isSlow, now);
        if (isSlow)
            TellOfBreaker(target, now);
    }

    private void Fail(BreakerPass pass, Target target, Fault fault, bool isSlow, DateTimeOffset now)
    {
        Interlocked.Increment(ref _failures);
        Interlocked.Increment(ref _failuresInARow);
        if (KeyPool.IsOfKey(fault.Kind))
            Volatile.Write(ref _isKeyInTrouble, true);
        Breaker.Failed(pass, target.Backend.Breaker, fault, isSlow, now);
        if (!Recovery.IsLimit(fault.Kind))
            TellOfBreaker(target, now);
    }

    /// <summary>What is held against the key of one call is nothing that others would meet.</summary>
    private static bool IsOfOneCall(Target target, Fault trouble) => target.Backend.IsOfOneCall && KeyPool.IsOfKey(trouble.Kind);

    /// <summary>Whether what ails the operator's key is none of a call's trouble, which has its own; and that the call is served does not mend that key.</summary>
    private bool IsNoneOf(Target target) => target.Backend.IsOfGuest && Volatile.Read(ref _isKeyInTrouble);

    /// <summary>Others need not fail themselves to know. What was only heard is not passed on.</summary>
    private void TellOfBreaker(Target target, DateTimeOffset now)
    {
        if (Breaker.Report is { IsHint: false } report)
            Owner?.Tell(target, isLimit: false, report.Until - now, report.Reason);
    }

    /// <summary>Whether the target is to blame: what callers ask wrongly or break off says nothing of it, nor does a defect of the gateway.</summary>
    public static bool IsOwn(Fault fault) => fault.Cause != NetworkFaults.Defect && fault.Kind is FaultKind.Upstream or FaultKind.Overloaded or FaultKind.MalformedReply or FaultKind.Connect or FaultKind.ConnectTimeout
        or FaultKind.FirstEventTimeout or FaultKind.IdleTimeout or FaultKind.TotalTimeout or FaultKind.RequestTimeout or FaultKind.RateLimit or FaultKind.Quota
        or FaultKind.Authentication or FaultKind.Payment or FaultKind.Permission;
}
