namespace Parley.Conversations;

/// <summary>Keeps replies, so that requests may go on from them. Thread-safe. Whoever asks under another owner finds nothing.</summary>
public interface IReplyStore
{
    /// <summary>Keeps a reply; one with the same id is replaced. False when there is no room for it.</summary>
    ValueTask<bool> SaveAsync(StoredReply reply, CancellationToken cancellationToken);

    /// <summary>Puts a later state of a reply in its place; false, and nothing is kept, when it is not there any more.</summary>
    ValueTask<bool> UpdateAsync(StoredReply reply, CancellationToken cancellationToken);

    /// <summary>The reply of an id; null when there is none, or none any more.</summary>
    ValueTask<StoredReply?> FindAsync(string owner, string id, CancellationToken cancellationToken);

    /// <summary>The replies that a conversation consists of, from its first to that of the id; null when one of them is not there, or not any more. All of them count as used.</summary>
    ValueTask<IReadOnlyList<StoredReply>?> FindConversationAsync(string owner, string id, CancellationToken cancellationToken);

    /// <summary>The item of an id, asked or answered, of any kept reply; null when there is none, or none any more.</summary>
    ValueTask<ReadOnlyMemory<byte>?> FindItemAsync(string owner, string id, CancellationToken cancellationToken);

    /// <summary>Forgets a reply; false when there is none.</summary>
    ValueTask<bool> DeleteAsync(string owner, string id, CancellationToken cancellationToken);
}
