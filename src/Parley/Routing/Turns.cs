using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Parley.Routing;

/// <summary>Counts the decisions of each name, for strategies that take turns. Thread-safe.</summary>
internal sealed class Turns
{
    /// <summary>Callers may make up names: beyond so many, new ones share a count.</summary>
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, StrongBox<long>> _counts = new(StringComparer.Ordinal);
    private readonly StrongBox<long> _others = new();

    /// <summary>How many there were before this one.</summary>
    /// <param name="name">The name.</param>
    /// <param name="counts">Whether this one counts.</param>
    public long Take(string name, bool counts)
    {
        if (!_counts.TryGetValue(name, out var count))
            count = _counts.Count < Most ? _counts.GetOrAdd(name, static _ => new StrongBox<long>()) : _others;
        return counts ? Interlocked.Increment(ref count.Value) - 1 : Volatile.Read(ref count.Value);
    }
}
