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
    public event EventHandler<Exchange>? RequestStarted;

    /// <summary>A request has ended, well or not.</summary>
    public event EventHandler<RequestEnded>? RequestEnded;

    /// <summary>A backend was asked and failed; what was done next is in <see cref="AttemptOutcome.Next"/>. Raised when the request has ended, before <see cref="RequestEnded"/>.</summary>
    public event EventHandler<AttemptOutcome>? AttemptFailed;

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
        RequestStarted?.Invoke(this, exchange);
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
                failed(this, attempt);
        }
        RequestEnded?.Invoke(this, new RequestEnded(exchange, settlement, duration));
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

/// <summary>A request that has ended.</summary>
/// <param name="Exchange">The request, with where it was decided to go.</param>
/// <param name="Settlement">What came of it.</param>
/// <param name="Duration">From its beginning to its settlement.</param>
public sealed record RequestEnded(Exchange Exchange, Settlement Settlement, TimeSpan Duration);
