namespace Parley.Conversations;

/// <summary>How much may be kept.</summary>
/// <param name="Bytes">The most bytes; 0 for nothing.</param>
/// <param name="Age">How long.</param>
public readonly record struct KeepLimits(long Bytes, TimeSpan Age);

/// <summary>A table that forgets: so many bytes, for so long; when there is no room, the oldest entries go first. Not thread-safe.</summary>
/// <param name="time">The clock.</param>
/// <param name="limits">The limits in force.</param>
/// <param name="sizeOf">About how many bytes an entry takes.</param>
/// <param name="forgotten">Told of each entry that goes.</param>
internal sealed class AgingTable<TKey, TValue>(TimeProvider time, Func<KeepLimits> limits, Func<TValue, long> sizeOf, Action<TKey, TValue>? forgotten = null)
    where TKey : notnull
    where TValue : class
{
    private readonly Dictionary<TKey, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byAge = [];
    private long _size;

    /// <summary>Keeps a value in the place of the last; false when it is larger than all the room.</summary>
    public bool TrySet(TKey key, TValue value)
    {
        Remove(key);
        var most = limits();
        var size = sizeOf(value);
        if (size > most.Bytes)
            return false;
        _size += size;
        _entries[key] = _byAge.AddLast(new Entry(key, value, time.GetTimestamp()));
        Sweep(most);
        return true;
    }

    /// <summary>The value of a key; null when there is none, or none any more.</summary>
    public TValue? Find(TKey key)
    {
        Sweep(limits());
        return _entries.GetValueOrDefault(key)?.Value.Value;
    }

    /// <summary>Forgets; false when there is nothing to.</summary>
    public bool Remove(TKey key)
    {
        if (!_entries.Remove(key, out var node))
            return false;
        _byAge.Remove(node);
        _size -= sizeOf(node.Value.Value);
        forgotten?.Invoke(key, node.Value.Value);
        return true;
    }

    /// <summary>Forgets what is too old or too much.</summary>
    public void Sweep() => Sweep(limits());

    private void Sweep(KeepLimits most)
    {
        while (_byAge.First is { } oldest && (_size > most.Bytes || time.GetElapsedTime(oldest.Value.Saved) > most.Age))
            Remove(oldest.Value.Key);
    }

    private readonly record struct Entry(TKey Key, TValue Value, long Saved);
}
