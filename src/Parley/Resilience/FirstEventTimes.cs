namespace Parley.Resilience;

/// <summary>How long a target's recent answers took to begin, as counts in buckets of fifteen per cent. Thread-safe; of two that arrive at once one may be lost.</summary>
internal sealed class FirstEventTimes
{
    private const int Buckets = 112;
    private const double Ratio = 1.15;
    private const int Few = 20;
    private const int Many = 2000;

    private static readonly double LogRatio = Math.Log(Ratio);

    private readonly int[] _counts = new int[Buckets];
    private int _total;

    /// <summary>Takes one.</summary>
    public void Add(TimeSpan time)
    {
        var bucket = time.TotalMilliseconds <= 1 ? 0 : (int)Math.Ceiling(Math.Log(time.TotalMilliseconds) / LogRatio);
        Interlocked.Increment(ref _counts[Math.Min(bucket, Buckets - 1)]);
        if (Interlocked.Increment(ref _total) == Many)
            Halve();
    }

    /// <summary>The time within which a share of the answers began; null while there are too few to say.</summary>
    /// <param name="percent">The share, in a hundred.</param>
    public TimeSpan? Within(double percent)
    {
        var total = Volatile.Read(ref _total);
        if (total < Few)
            return null;
        var wanted = Math.Ceiling(total * percent / 100);
        long sum = 0;
        for (var i = 0; i < Buckets; i++)
        {
            sum += Volatile.Read(ref _counts[i]);
            if (sum >= wanted)
                return TimeSpan.FromMilliseconds(Math.Pow(Ratio, i));
        }
        return TimeSpan.FromMilliseconds(Math.Pow(Ratio, Buckets - 1));
    }

    /// <summary>What is long ago counts less and less.</summary>
    private void Halve()
    {
        var left = 0;
        foreach (ref var count in _counts.AsSpan())
            left += Interlocked.Add(ref count, -(Volatile.Read(ref count) / 2));
        Volatile.Write(ref _total, left);
    }
}
