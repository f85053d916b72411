using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;

namespace Parley.Resilience;

/// <summary>What a target's attempts have shown. Lives through reloads of the configuration, for as long as the target is the same. Thread-safe.</summary>
internal sealed class TargetState(TimeProvider time)
{
    private static readonly TimeSpan HalfLife = TimeSpan.FromSeconds(10);
    private readonly PeakAverage _firstEvent = new(HalfLife);
    private int _inFlight;
    private long _attempts;
    private long _failures;

    /// <summary>Who keeps it.</summary>
    public TargetStates? Owner { get; init; }

    /// <summary>What is known now.</summary>
    public TargetFacts Facts => new()
    {
        InFlight = Volatile.Read(ref _inFlight),
        FirstEventMs = _firstEvent.Milliseconds,
        FirstEventAt = _firstEvent.At is { } at ? new DateTimeOffset(at, TimeSpan.Zero) : null,
        Attempts = Volatile.Read(ref _attempts),
        Failures = Volatile.Read(ref _failures),
    };

    /// <summary>An attempt begins.</summary>
    public void Begin() => Interlocked.Increment(ref _inFlight);

    /// <summary>An attempt that began has ended.</summary>
    /// <param name="outcome">How it went; null when a defect of Parley broke it off.</param>
    public void End(AttemptOutcome? outcome)
    {
        Interlocked.Decrement(ref _inFlight);
        Interlocked.Increment(ref _attempts);
        if (outcome is null)
            return;
        if (outcome.Fault is { } fault && IsOwn(fault))
            Interlocked.Increment(ref _failures);
        if (outcome.FirstEvent is { } first)
            _firstEvent.Add(first, time.GetUtcNow().Ticks);
    }

    /// <summary>Whether the target is to blame: what callers ask wrongly or break off says nothing of it.</summary>
    public static bool IsOwn(Fault fault) => fault.Kind is FaultKind.Upstream or FaultKind.Overloaded or FaultKind.MalformedReply or FaultKind.Connect or FaultKind.ConnectTimeout
        or FaultKind.FirstEventTimeout or FaultKind.IdleTimeout or FaultKind.TotalTimeout or FaultKind.RequestTimeout or FaultKind.RateLimit or FaultKind.Quota
        or FaultKind.Authentication or FaultKind.Payment or FaultKind.Permission;
}
