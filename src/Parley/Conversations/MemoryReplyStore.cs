namespace Parley.Conversations;

/// <summary>How much may be kept.</summary>
/// <param name="Bytes">The most bytes; 0 for nothing.</param>
/// <param name="Age">How long.</param>
public readonly record struct KeepLimits(long Bytes, TimeSpan Age);

/// <summary>Keeps replies in memory: so many bytes, for so long; when there is no room, the oldest go first.</summary>
/// <param name="time">The clock.</param>
/// <param name="limits">The limits in force.</param>
public sealed class MemoryReplyStore(TimeProvider time, Func<KeepLimits> limits) : IReplyStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Owner, string Id), LinkedListNode<Entry>> _replies = [];
    private readonly Dictionary<(string Owner, string Id), ReadOnlyMemory<byte>> _items = [];
    private readonly LinkedList<Entry> _byAge = [];
    private long _size;

    /// <inheritdoc/>
    public ValueTask SaveAsync(StoredReply reply, CancellationToken cancellationToken)
    {
        var most = limits();
        lock (_gate)
        {
            Remove((reply.Owner, reply.Reply.Id));
            if (reply.Size > most.Bytes)
                return ValueTask.CompletedTask;
            _size += reply.Size;
            _replies[(reply.Owner, reply.Reply.Id)] = _byAge.AddLast(new Entry(reply, time.GetTimestamp()));
            foreach (var item in reply.Reply.Items)
            {
                if (item.Id is not null)
                    _items[(reply.Owner, item.Id)] = item.Json;
            }
            Sweep(most);
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<StoredReply?> FindAsync(string owner, string id, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Sweep(limits());
            return new(_replies.GetValueOrDefault((owner, id))?.Value.Reply);
        }
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> FindItemAsync(string owner, string id, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Sweep(limits());
            return new(_items.TryGetValue((owner, id), out var item) ? item : (ReadOnlyMemory<byte>?)null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string owner, string id, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Sweep(limits());
            return new(Remove((owner, id)));
        }
    }

    private void Sweep(KeepLimits most)
    {
        while (_byAge.First is { } oldest && (_size > most.Bytes || time.GetElapsedTime(oldest.Value.Saved) > most.Age))
            Remove((oldest.Value.Reply.Owner, oldest.Value.Reply.Reply.Id));
    }

    private bool Remove((string Owner, string Id) key)
    {
        if (!_replies.Remove(key, out var node))
            return false;
        _byAge.Remove(node);
        _size -= node.Value.Reply.Size;
        foreach (var item in node.Value.Reply.Reply.Items)
        {
            if (item.Id is not null)
                _items.Remove((key.Owner, item.Id));
        }
        return true;
    }

    private readonly record struct Entry(StoredReply Reply, long Saved);
}
