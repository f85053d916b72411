using System.Collections.Concurrent;

namespace Parley.Configuration;

/// <summary>Where names lead that were asked for before, so that nearly all requests need not be led there again. Thread-safe.</summary>
internal sealed class ResolvedNames
{
    /// <summary>Callers may name models at will: beyond so many, names are led anew each time.</summary>
    private const int Most = 1_000;

    private readonly ConcurrentDictionary<string, Resolution> _names = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Where a name leads; null when it was not asked for before.</summary>
    public Resolution? Find(string model) => _names.TryGetValue(model, out var known) ? known : null;

    /// <summary>Keeps where a name leads, and gives it back.</summary>
    public Resolution Keep(string model, Resolution resolution)
    {
        if (Volatile.Read(ref _count) < Most && _names.TryAdd(model, resolution))
            Interlocked.Increment(ref _count);
        return resolution;
    }
}
