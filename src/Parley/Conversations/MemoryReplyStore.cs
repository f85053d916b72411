namespace Parley.Conversations;

/// <summary>Keeps replies in memory: so many bytes, for so long after their last use; when there is no room, the oldest of the owner who takes most go first.</summary>
public sealed class MemoryReplyStore : IReplyStore
{
    private readonly Lock _gate = new();
    private readonly AgingTable<(string Owner, string Id), StoredReply> _replies;
    private readonly Dictionary<(string Owner, string Id), (string Reply, ReadOnlyMemory<byte> Json)> _items = [];

    /// <summary>Makes an empty store.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="limits">The limits in force.</param>
    public MemoryReplyStore(TimeProvider time, Func<KeepLimits> limits) => _replies = new(time, limits, static key => key.Owner, static reply => reply.Size, ForgetItems);

    /// <inheritdoc/>
    public ValueTask<bool> SaveAsync(StoredReply reply, CancellationToken cancellationToken)
    {
        lock (_gate)
            return new(Save(reply));
    }

    /// <inheritdoc/>
    public ValueTask<bool> UpdateAsync(StoredReply reply, CancellationToken cancellationToken)
    {
        lock (_gate)
            return new(_replies.Find(KeyOf(reply)) is not null && Save(reply));
    }

    /// <inheritdoc/>
    public ValueTask<StoredReply?> FindAsync(string owner, string id, CancellationToken cancellationToken)
    {
        lock (_gate)
            return new(_replies.Find((owner, id)));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<StoredReply>?> FindConversationAsync(string owner, string id, CancellationToken cancellationToken)
    {
        lock (_gate)
            return new(Conversation(owner, id));
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

    private bool Save(StoredReply reply)
    {
        if (!_replies.TrySet(KeyOf(reply), reply))
            return false;
        foreach (var item in reply.Items)
        {
            if (item.Id is not null)
                _items[(reply.Owner, item.Id)] = (reply.Reply.Id, item.Json);
        }
        return true;
    }

    private List<StoredReply>? Conversation(string owner, string id)
    {
        var turns = new List<StoredReply>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var next = (string?)id; next is not null; next = turns[^1].Previous)
        {
            // A backend that repeats its ids can lead in a circle.
            if (!seen.Add(next) || _replies.Find((owner, next)) is not { } turn)
                return null;
            turns.Add(turn);
        }
        turns.Reverse();
        foreach (var turn in turns)
            _replies.Touch(KeyOf(turn));
        return turns;
    }

    private void ForgetItems((string Owner, string Id) key, StoredReply reply)
    {
        foreach (var item in reply.Items)
        {
            // A newer reply may have an item of the same id.
            if (item.Id is not null && _items.TryGetValue((key.Owner, item.Id), out var kept) && kept.Reply == key.Id)
                _items.Remove((key.Owner, item.Id));
        }
    }

    private static (string Owner, string Id) KeyOf(StoredReply reply) => (reply.Owner, reply.Reply.Id);
}
