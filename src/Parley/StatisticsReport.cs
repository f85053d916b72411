using Parley.Providers.Upstream;

namespace Parley;

/// <summary>How requests went, at one moment.</summary>
public sealed record StatisticsReport
{
    /// <summary>How many were answered.</summary>
    public long Succeeded { get; init; }

    /// <summary>How many were not.</summary>
    public long Failed { get; init; }

    /// <summary>How many were given up by whoever asked.</summary>
    public long Cancelled { get; init; }

    /// <summary>How many are under way.</summary>
    public int InFlight { get; init; }

    /// <summary>The share of those that ended that were answered, from 0 to 1, without those that were given up; 1 where there are none.</summary>
    public double SuccessRate => Succeeded + Failed == 0 ? 1 : (double)Succeeded / (Succeeded + Failed);

    /// <summary>How long the last 1000 took.</summary>
    public LatencyReport Latency { get; init; } = LatencyReport.None;

    /// <summary>Every backend that was asked, by its id.</summary>
    public IReadOnlyDictionary<string, BackendReport> Backends { get; init; } = new Dictionary<string, BackendReport>();

    /// <summary>How often requests ended with an error, by its code.</summary>
    public IReadOnlyDictionary<string, long> Errors { get; init; } = new Dictionary<string, long>();
}

/// <summary>How the calls of a backend went.</summary>
public sealed record BackendReport
{
    /// <summary>How many calls succeeded.</summary>
    public long Succeeded { get; init; }

    /// <summary>How many failed.</summary>
    public long Failed { get; init; }

    /// <summary>All of them.</summary>
    public long Total => Succeeded + Failed;

    /// <summary>The share of calls that succeeded, from 0 to 1; 1 where there are none.</summary>
    public double SuccessRate => Total == 0 ? 1 : (double)Succeeded / Total;

    /// <summary>How long the last 1000 calls took.</summary>
    public LatencyReport Latency { get; init; } = LatencyReport.None;
}

/// <summary>How long things took.</summary>
/// <param name="Average">On average.</param>
/// <param name="Least">The shortest.</param>
/// <param name="Most">The longest.</param>
/// <param name="P50">Half of them took no longer.</param>
/// <param name="P95">95 of 100 took no longer.</param>
/// <param name="P99">99 of 100 took no longer.</param>
public sealed record LatencyReport(TimeSpan Average, TimeSpan Least, TimeSpan Most, TimeSpan P50, TimeSpan P95, TimeSpan P99)
{
    /// <summary>Nothing was measured.</summary>
    public static LatencyReport None { get; } = new(default, default, default, default, default, default);
}

/// <summary>Counts the calls of a backend. Thread-safe.</summary>
internal sealed class BackendCounts
{
    private readonly Latencies _latencies = new();
    private long _succeeded;
    private long _failed;

    public void Add(AttemptOutcome attempt)
    {
        Interlocked.Increment(ref attempt.Fault is null ? ref _succeeded : ref _failed);
        _latencies.Add(attempt.Duration);
    }

    public BackendReport Report() => new() { Succeeded = Interlocked.Read(ref _succeeded), Failed = Interlocked.Read(ref _failed), Latency = _latencies.Report() };
}

/// <summary>The last 1000 of some durations. Thread-safe.</summary>
internal sealed class Latencies
{
    private const int Most = 1000;
    private readonly Lock _gate = new();
    private readonly long[] _ticks = new long[Most];
    private int _count;
    private int _next;

    public void Add(TimeSpan duration)
    {
        lock (_gate)
        {
            _ticks[_next] = duration.Ticks;
            _next = (_next + 1) % Most;
            _count = Math.Min(_count + 1, Most);
        }
    }

    public void Clear()
    {
        lock (_gate)
            (_count, _next) = (0, 0);
    }

    public LatencyReport Report()
    {
        long[] sorted;
        lock (_gate)
            sorted = _ticks[.._count];
        if (sorted.Length == 0)
            return LatencyReport.None;
        Array.Sort(sorted);
        return new LatencyReport(new TimeSpan((long)sorted.Average()), new TimeSpan(sorted[0]), new TimeSpan(sorted[^1]), At(sorted, 50), At(sorted, 95), At(sorted, 99));
    }

    private static TimeSpan At(long[] sorted, int percent) => new(sorted[Math.Max(0, (sorted.Length * percent + 99) / 100 - 1)]);
}
