namespace Parley.Conversations;

/// <summary>How much may be kept.</summary>
/// <param name="Bytes">The most bytes; 0 for nothing.</param>
/// <param name="Age">How long after the last use.</param>
public readonly record struct KeepLimits(long Bytes, TimeSpan Age)
{
    /// <summary>The most entries.</summary>
    public int Entries { get; init; } = int.MaxValue;
}

/// <summary>
/// A table that forgets: so many bytes, for so long. When there is no room, the oldest entries of the owner who takes most go first, so that nobody's many push out another's few. Not thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="limits">The limits in force.</param>
/// <param name="ownerOf">Whose an entry is, by its key.</param>
/// <param name="sizeOf">About how many bytes an entry takes.</param>
/// <param name="forgotten">Told of each entry that goes.</param>
internal sealed class AgingTable<TKey, TValue>(TimeProvider time, Func<KeepLimits> limits, Func<TKey, string> ownerOf, Func<TValue, long> sizeOf, Action<TKey, TValue>? forgotten = null)
    where TKey : notnull
    where TValue : class
{
    private readonly Dictionary<TKey, Entry> _entries = [];
    private readonly LinkedList<Entry> _byAge = [];
    private readonly Dictionary<string, Share> _shares = new(StringComparer.Ordinal);
    private long _size;

    /// <summary>Keeps a value in the place of the last; false when there is no room for it, in all or beside what others have.</summary>
    public bool TrySet(TKey key, TValue value)
    {
        Remove(key);
        var most = limits();
        var size = sizeOf(value);
        if (size > most.Bytes)
            return false;
        Add(new Entry(key, value, size, ShareOf(ownerOf(key))));
        Sweep(most);
        return _entries.ContainsKey(key);
    }

    /// <summary>The value of a key; null when there is none, or none any more.</summary>
    public TValue? Find(TKey key)
    {
        Sweep(limits());
        return _entries.GetValueOrDefault(key)?.Value;
    }

    /// <summary>Makes an entry the youngest, since it was used.</summary>
    public void Touch(TKey key)
    {
        if (_entries.GetValueOrDefault(key) is not { } entry)
            return;
        Remove(entry);
        Add(entry);
    }

    /// <summary>Forgets; false when there is nothing to.</summary>
    public bool Remove(TKey key)
    {
        if (_entries.GetValueOrDefault(key) is not { } entry)
            return false;
        Remove(entry);
        forgotten?.Invoke(key, entry.Value);
        return true;
    }

    /// <summary>Forgets what is too old or too much.</summary>
    public void Sweep() => Sweep(limits());

    private void Sweep(KeepLimits most)
    {
        while (_byAge.First is { } oldest && time.GetElapsedTime(oldest.Value.Used) > most.Age)
            Remove(oldest.Value.Key);
        while ((_size > most.Bytes || _entries.Count > most.Entries) && _shares.Count > 0)
            Remove(_shares.Values.MaxBy(static share => share.Size)!.Entries.First!.Value.Key);
    }

    private Share ShareOf(string owner) => _shares.TryGetValue(owner, out var share) ? share : new Share(owner);

    private void Add(Entry entry)
    {
        entry.Used = time.GetTimestamp();
        _entries[entry.Key] = entry;
        _byAge.AddLast(entry.ByAge);
        entry.Share.Entries.AddLast(entry.InShare);
        entry.Share.Size += entry.Size;
        _shares[entry.Share.Owner] = entry.Share;
        _size += entry.Size;
    }

    private void Remove(Entry entry)
    {
        _entries.Remove(entry.Key);
        _byAge.Remove(entry.ByAge);
        entry.Share.Entries.Remove(entry.InShare);
        entry.Share.Size -= entry.Size;
        if (entry.Share.Entries.Count == 0)
            _shares.Remove(entry.Share.Owner);
        _size -= entry.Size;
    }

    /// <summary>What one owner has, the oldest first.</summary>
    private sealed class Share(string owner)
    {
        public string Owner => owner;

        public LinkedList<Entry> Entries { get; } = [];

        public long Size { get; set; }
    }

    private sealed class Entry
    {
        public Entry(TKey key, TValue value, long size, Share share)
        {
            (Key, Value, Size, Share) = (key, value, size, share);
            ByAge = new LinkedListNode<Entry>(this);
            InShare = new LinkedListNode<Entry>(this);
        }

        public TKey Key { get; }

        public TValue Value { get; }

        public long Size { get; }

        public Share Share { get; }

        public LinkedListNode<Entry> ByAge { get; }

        public LinkedListNode<Entry> InShare { get; }

        public long Used { get; set; }
    }
}
