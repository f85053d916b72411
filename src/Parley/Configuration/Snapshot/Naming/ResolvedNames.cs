using System.Collections.Concurrent;

namespace Parley.Configuration;

/// <summary>
/// Where names lead that were asked for before, so that nearly all requests need not be led there again. What the operator named is kept for good; of what callers name at will, what was asked for of late. Thread-safe.
/// </summary>
internal sealed class ResolvedNames
{
    /// <summary>How many names of callers make a generation; two are kept.</summary>
    private const int Most = 500;

    private readonly ConcurrentDictionary<string, Resolution> _own = new(StringComparer.Ordinal);
    private readonly Lock _turning = new();
    private ConcurrentDictionary<string, Resolution> _young = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, Resolution> _old = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Where a name leads; null when it was not asked for of late.</summary>
    public Resolution? Find(string model)
    {
        if (_own.TryGetValue(model, out var known) || Volatile.Read(ref _young).TryGetValue(model, out known))
            return known;
        return Volatile.Read(ref _old).TryGetValue(model, out known) ? Keep(model, known) : null;
    }

    /// <summary>Keeps where a name leads, and gives it back.</summary>
    public Resolution Keep(string model, Resolution resolution)
    {
        // There are no more of the operator's than the configuration has.
        if (resolution.Route is not null)
            _own.TryAdd(model, resolution);
        else if (Volatile.Read(ref _young).TryAdd(model, resolution) && Interlocked.Increment(ref _count) >= Most)
            Turn();
        return resolution;
    }

    /// <summary>A new generation: who was not asked for since the last is forgotten.</summary>
    private void Turn()
    {
        lock (_turning)
        {
            if (_count < Most)
                return;
            _count = 0;
            Volatile.Write(ref _old, _young);
            Volatile.Write(ref _young, new ConcurrentDictionary<string, Resolution>(StringComparer.Ordinal));
        }
    }
}
