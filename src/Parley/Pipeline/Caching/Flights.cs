namespace Parley.Pipeline.Caching;

/// <summary>Questions that are being asked right now, so that who asks the same waits for the answer. Thread-safe.</summary>
internal sealed class Flights
{
    private readonly Lock _gate = new();
    private readonly Dictionary<CacheKey, Flight> _inTheAir = [];

    /// <summary>The flight of a question; the one who finds none leads it, and lands it whatever comes.</summary>
    public Flight Join(CacheKey key, out bool leads)
    {
        lock (_gate)
        {
            leads = !_inTheAir.TryGetValue(key, out var flight);
            return leads ? _inTheAir[key] = new Flight() : flight!;
        }
    }

    /// <summary>Ends a flight, and tells those who wait.</summary>
    public void Land(CacheKey key, Flight flight, Landing landing)
    {
        lock (_gate)
            _inTheAir.Remove(key);
        flight.Land(landing);
    }
}

/// <summary>A question that is being asked.</summary>
internal sealed class Flight
{
    // Whoever lands has an answer to give; those who waited go on elsewhere.
    private readonly TaskCompletionSource<Landing> _landing = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What came of it.</summary>
    public Task<Landing> Landing => _landing.Task;

    public void Land(Landing landing) => _landing.TrySetResult(landing);
}

/// <summary>What came of a question.</summary>
/// <param name="Answer">The answer; null where there is none to give to others.</param>
/// <param name="IsFailure">Whether it failed, so that the next may try.</param>
internal readonly record struct Landing(CachedAnswer? Answer, bool IsFailure);
