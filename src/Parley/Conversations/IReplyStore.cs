namespace Parley.Conversations;

/// <summary>Keeps replies, so that requests may go on from them. Thread-safe. Whoever asks under another owner finds nothing.</summary>
public interface IReplyStore
{
    /// <summary>Keeps a reply; one with the same id is replaced.</summary>
    ValueTask SaveAsync(StoredReply reply, CancellationToken cancellationToken);

    /// <summary>The reply of an id; null when there is none, or none any more.</summary>
    ValueTask<StoredReply?> FindAsync(string owner, string id, CancellationToken cancellationToken);

    /// <summary>The item of an id, of any kept reply; null when there is none, or none any more.</summary>
    ValueTask<ReadOnlyMemory<byte>?> FindItemAsync(string owner, string id, CancellationToken cancellationToken);

    /// <summary>Forgets a reply; false when there is none.</summary>
    ValueTask<bool> DeleteAsync(string owner, string id, CancellationToken cancellationToken);
}
