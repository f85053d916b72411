namespace Parley.Routing.Adaptive;

/// <summary>Random numbers that are the same for the same seed on every machine and in every version: SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014). Its whole state is one number. Not thread-safe.</summary>
/// <param name="state">The seed, or the state to go on from.</param>
internal sealed class SeededRandom(ulong state)
{
    /// <summary>Where it stands.</summary>
    public ulong State { get; private set; } = state;

    /// <summary>From 0 up to, not including, 1.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>From 0 up to, not including, a limit.</summary>
    public int Below(int limit) => (int)(NextDouble() * limit);

    /// <summary>Normally distributed with mean 0 and variance 1 (Box and Muller).</summary>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>The numbers from 0 to a limit, not included, in random order (Fisher and Yates).</summary>
    public int[] Order(int limit)
    {
        var order = new int[limit];
        for (var i = 0; i < limit; i++)
        {
            var j = Below(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private ulong Next()
    {
        State += 0x9E3779B97F4A7C15;
        var z = State;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
