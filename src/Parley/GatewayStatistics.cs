using System.Collections.Concurrent;
using Parley.Pipeline;
using Parley.Providers.Upstream;

namespace Parley;

/// <summary>How requests went, and who wants to know of each. Numbers are since the start, or since they were reset; latencies are of the last 1000 requests. Thread-safe.</summary>
public sealed class GatewayStatistics : IExchangeObserver
{
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, BackendCounts> _backends = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, long> _errors = new(StringComparer.Ordinal);
    private readonly Latencies _latencies = new();
    private long _succeeded;
    private long _failed;
    private long _cancelled;
    private int _inFlight;

    /// <summary>Begins to count.</summary>
    public GatewayStatistics(TimeProvider time) => _time = time;

    /// <summary>A request begins.</summary>
    public event EventHandler<RequestStartedEventArgs>? RequestStarted;

    /// <summary>A request has ended, well or not.</summary>
    public event EventHandler<RequestEndedEventArgs>? RequestEnded;

    /// <summary>A backend was asked and failed; what was done next is in the outcome. Raised when the request has ended, before <see cref="RequestEnded"/>.</summary>
    public event EventHandler<AttemptFailedEventArgs>? AttemptFailed;

    /// <summary>The numbers now.</summary>
    public StatisticsReport Report()
    {
        var (succeeded, failed, cancelled) = (Interlocked.Read(ref _succeeded), Interlocked.Read(ref _failed), Interlocked.Read(ref _cancelled));
        return new StatisticsReport
        {
            Succeeded = succeeded,
            Failed = failed,
            Cancelled = cancelled,
            InFlight = Volatile.Read(ref _inFlight),
            Latency = _latencies.Report(),
            Backends = _backends.ToDictionary(static pair => pair.Key, static pair => pair.Value.Report(), StringComparer.OrdinalIgnoreCase),
            Errors = _errors.ToDictionary(static pair => pair.Key, static pair => pair.Value, StringComparer.Ordinal),
        };
    }

    /// <summary>Begins anew. What is under way stays counted as such.</summary>
    public void Reset()
    {
        Interlocked.Exchange(ref _succeeded, 0);
        Interlocked.Exchange(ref _failed, 0);
        Interlocked.Exchange(ref _cancelled, 0);
        _backends.Clear();
        _errors.Clear();
        _latencies.Clear();
    }

    void IExchangeObserver.Began(Exchange exchange)
    {
        Interlocked.Increment(ref _inFlight);
        RequestStarted?.Invoke(this, new RequestStartedEventArgs(exchange));
    }

    void IExchangeObserver.Settled(Exchange exchange, in Settlement settlement)
    {
        Interlocked.Decrement(ref _inFlight);
        var duration = _time.GetElapsedTime(exchange.Started);
        _latencies.Add(duration);
        for (var i = 0; i < settlement.Attempts.Count; i++)
            Count(settlement.Attempts[i]);
        if (settlement.Fault is not { } fault)
            Interlocked.Increment(ref _succeeded);
        else if (fault.Kind == Dialects.Conversation.FaultKind.Cancelled)
            Interlocked.Increment(ref _cancelled);
        else
            CountError(fault.Code ?? ErrorNames.Of(ErrorNames.CategoryOf(fault.Kind)));
        if (AttemptFailed is { } failed)
        {
            foreach (var attempt in settlement.Attempts.Where(static attempt => attempt.Fault is not null))
                failed(this, new AttemptFailedEventArgs(exchange, attempt));
        }
        RequestEnded?.Invoke(this, new RequestEndedEventArgs(exchange, settlement, duration));
    }

    private void Count(AttemptOutcome attempt)
    {
        if (attempt.IsSent)
            _backends.GetOrAdd(attempt.Target.Backend.Id, static _ => new BackendCounts()).Add(attempt);
    }

    private void CountError(string code)
    {
        Interlocked.Increment(ref _failed);
        _errors.AddOrUpdate(code, 1, static (_, count) => count + 1);
    }
}

/// <summary>A request that begins.</summary>
/// <param name="exchange">The request; nothing is decided yet.</param>
public sealed class RequestStartedEventArgs(Exchange exchange) : EventArgs
{
    /// <summary>The request.</summary>
    public Exchange Exchange { get; } = exchange;
}

/// <summary>A call that failed.</summary>
/// <param name="exchange">Its request.</param>
/// <param name="attempt">The call.</param>
public sealed class AttemptFailedEventArgs(Exchange exchange, AttemptOutcome attempt) : EventArgs
{
    /// <summary>Its request.</summary>
    public Exchange Exchange { get; } = exchange;

    /// <summary>The call, with why it failed and what was done next.</summary>
    public AttemptOutcome Attempt { get; } = attempt;
}

/// <summary>A request that has ended.</summary>
/// <param name="exchange">The request, with where it was decided to go.</param>
/// <param name="settlement">What came of it.</param>
/// <param name="duration">From its beginning to its settlement.</param>
public sealed class RequestEndedEventArgs(Exchange exchange, Settlement settlement, TimeSpan duration) : EventArgs
{
    /// <summary>The request, with where it was decided to go.</summary>
    public Exchange Exchange { get; } = exchange;

    /// <summary>What came of it.</summary>
    public Settlement Settlement { get; } = settlement;

    /// <summary>From its beginning to its settlement.</summary>
    public TimeSpan Duration { get; } = duration;
}
