namespace Parley.Resilience;

/// <summary>Counts the calls of the last while, in ten parts that are thrown away as they age. Thread-safe; the calls of a part that begins may be miscounted by one or two.</summary>
internal sealed class CallWindow
{
    private const int Count = 10;
    private readonly Lock _gate = new();
    private readonly Part[] _parts = new Part[Count];

    /// <summary>Counts a call.</summary>
    /// <param name="window">How far back the window reaches.</param>
    /// <param name="now">The time.</param>
    /// <param name="failed">Whether the target failed.</param>
    /// <param name="slow">Whether it was slow.</param>
    public void Add(TimeSpan window, DateTimeOffset now, bool failed, bool slow)
    {
        var number = Number(window, now);
        ref var part = ref _parts[number % Count];
        if (Volatile.Read(ref part.Number) != number)
            Begin(ref part, number);
        Interlocked.Increment(ref part.Calls);
        if (failed)
            Interlocked.Increment(ref part.Failures);
        if (slow)
            Interlocked.Increment(ref part.Slow);
    }

    /// <summary>What the window holds.</summary>
    public (int Calls, int Failures, int Slow) Sum(TimeSpan window, DateTimeOffset now)
    {
        var number = Number(window, now);
        var (calls, failures, slow) = (0, 0, 0);
        foreach (ref var part in _parts.AsSpan())
        {
            if (Volatile.Read(ref part.Number) is var own && (own <= number - Count || own > number))
                continue;
            calls += part.Calls;
            failures += part.Failures;
            slow += part.Slow;
        }
        return (calls, failures, slow);
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        lock (_gate)
            Array.Clear(_parts);
    }

    private static long Number(TimeSpan window, DateTimeOffset now) => now.UtcTicks / Math.Max(1, window.Ticks / Count);

    private void Begin(ref Part part, long number)
    {
        lock (_gate)
        {
            if (part.Number == number)
                return;
            (part.Calls, part.Failures, part.Slow) = (0, 0, 0);
            Volatile.Write(ref part.Number, number);
        }
    }

    private struct Part
    {
        public long Number;
        public int Calls;
        public int Failures;
        public int Slow;
    }
}
