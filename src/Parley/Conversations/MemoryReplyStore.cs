namespace Parley.Conversations;

/// <summary>Keeps replies in memory: so many bytes, for so long; when there is no room, the oldest go first.</summary>
public sealed class MemoryReplyStore : IReplyStore
{
    private readonly Lock _gate = new();
    private readonly AgingTable<(string Owner, string Id), StoredReply> _replies;
    private readonly Dictionary<(string Owner, string Id), (string Reply, ReadOnlyMemory<byte> Json)> _items = [];

    /// <summary>Makes an empty store.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="limits">The limits in force.</param>
    public MemoryReplyStore(TimeProvider time, Func<KeepLimits> limits) => _replies = new(time, limits, static reply => reply.Size, ForgetItems);

    /// <inheritdoc/>
    public ValueTask SaveAsync(StoredReply reply, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_replies.TrySet((reply.Owner, reply.Reply.Id), reply))
                return ValueTask.CompletedTask;
            foreach (var item in reply.Reply.Items)
            {
                if (item.Id is not null)
                    _items[(reply.Owner, item.Id)] = (reply.Reply.Id, item.Json);
            }
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<StoredReply?> FindAsync(string owner, string id, CancellationToken cancellationToken)
    {
        lock (_gate)
            return new(_replies.Find((owner, id)));
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> FindItemAsync(string owner, string id, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _replies.Sweep();
            return new(_items.TryGetValue((owner, id), out var item) ? item.Json : (ReadOnlyMemory<byte>?)null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteAsync(string owner, string id, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _replies.Sweep();
            return new(_replies.Remove((owner, id)));
        }
    }

    private void ForgetItems((string Owner, string Id) key, StoredReply reply)
    {
        foreach (var item in reply.Reply.Items)
        {
            // A newer reply may have an item of the same id.
            if (item.Id is not null && _items.TryGetValue((key.Owner, item.Id), out var kept) && kept.Reply == key.Id)
                _items.Remove((key.Owner, item.Id));
        }
    }
}
