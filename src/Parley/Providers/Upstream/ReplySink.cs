using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>
/// Where a reply goes. Several attempts may hold the sink at once; the first that commits owns it, the others may not write.
/// Nothing is committed before the first semantic event, and the terminal frame is not written here at all: whoever made the sink releases it after the steps have returned.
/// </summary>
public abstract class ReplySink
{
    private Attempt? _winner;

    /// <summary>The attempt that owns the reply; null while none does.</summary>
    public virtual Attempt? Winner => Volatile.Read(ref _winner);

    /// <summary>Claims the reply for an attempt; false when another one has it.</summary>
    public virtual bool TryCommit(Attempt attempt)
    {
        if (Interlocked.CompareExchange(ref _winner, attempt, null) is { } winner)
            return ReferenceEquals(winner, attempt);
        Witness?.Committed(attempt);
        Claimed?.TrySetResult();
        return true;
    }

    /// <summary>Completed when an attempt has claimed the reply; null when nobody waits for that.</summary>
    internal virtual TaskCompletionSource? Claimed { get; set; }

    /// <summary>Told when an attempt has claimed the reply, before the caller sees anything of it; null when nobody wants to know.</summary>
    internal ICommitWitness? Witness { get; set; }

    /// <summary>Keeps the reply for later requests; null when nobody wants it. The sink hands it the reply, whole and in the caller's dialect, before the last of it is released.</summary>
    public IReplyKeeper? Keeper { get; set; }

    /// <summary>What the cache of answers had to do with the reply; null where it is off.</summary>
    public virtual CacheNote? Cache { get; set; }

    /// <summary>Whether the sink wants answers with all that their models signed, and takes it out itself.</summary>
    internal virtual bool WantsSigned => false;

    /// <summary>True once nothing more of the answer is wanted: the rest of it is not read.</summary>
    public virtual bool IsSatisfied => false;

    /// <summary>Counts bytes that are held for this reply until the exchange is over; false when the process holds too many already.</summary>
    public virtual bool TryHold(long bytes) => true;

    /// <summary>Announces the reply that follows. Called once, by the winner, before anything is written.</summary>
    public abstract void Begin(ReplyHead head);

    /// <summary>Takes a whole reply. It is encoded before the task completes, so its slices need not live longer.</summary>
    public abstract ValueTask WriteReplyAsync(ModelReply reply, CancellationToken cancellationToken);

    /// <summary>Takes a burst of events, in order. They are encoded before the task completes, and shown to the caller at the next <see cref="FlushAsync"/> at the latest.</summary>
    public abstract ValueTask WriteEventsAsync(List<ChatEvent> events, CancellationToken cancellationToken);

    /// <summary>Shows the caller what was written. Costs nothing when there is nothing.</summary>
    public abstract ValueTask FlushAsync(CancellationToken cancellationToken);

    /// <summary>Offers the caller's wire for copying, when it speaks exactly <paramref name="operation"/>.</summary>
    public abstract bool TryGetWire(Operation operation, out IWireSink? wire);
}

/// <summary>The caller's wire, for bytes that need no translation.</summary>
public interface IWireSink
{
    /// <summary>Takes a whole reply body and its ownership.</summary>
    void TakeReply(string contentType, PooledBufferWriter body);

    /// <summary>Copies whole frames towards the caller, who sees them at the next flush of the sink at the latest.</summary>
    ValueTask WriteFramesAsync(string contentType, ReadOnlyMemory<byte> frames, CancellationToken cancellationToken);

    /// <summary>Keeps the terminal frame until the books are closed.</summary>
    void HoldEnd(ReadOnlyMemory<byte> frame);
}

/// <summary>What is known of a reply before its content.</summary>
/// <param name="Target">Who answers.</param>
/// <param name="Headers">Headers of the upstream that are carried over: rate limits, request ids.</param>
/// <param name="Log">What the request lost on its way; empty on the fast lane.</param>
public sealed record ReplyHead(Target Target, IReadOnlyList<KeyValuePair<string, string>> Headers, ConversionLog Log);

/// <summary>What the cache of answers had to do with a reply.</summary>
/// <param name="Verdict">What it did.</param>
/// <param name="Age">How old the answer is; null where it is new.</param>
public sealed record CacheNote(CacheVerdict Verdict, TimeSpan? Age = null)
{
    /// <summary>Whose answer is given once more; null where a call is made.</summary>
    public Target? From { get; init; }

    /// <summary>It did not look.</summary>
    internal static CacheNote Bypass { get; } = new(CacheVerdict.Bypass);

    /// <summary>It had no answer.</summary>
    internal static CacheNote Miss { get; } = new(CacheVerdict.Miss);
}

/// <summary>What the cache of answers did.</summary>
public enum CacheVerdict
{
    /// <summary>It did not look: the caller wants it so, or the request is none whose answer can be kept.</summary>
    Bypass,

    /// <summary>It had no answer.</summary>
    Miss,

    /// <summary>The answer is one that it had, or that another request was waiting for.</summary>
    Hit,
}

/// <summary>Wants to know which attempt the reply comes of.</summary>
internal interface ICommitWitness
{
    /// <summary>An attempt has claimed the reply.</summary>
    void Committed(Attempt attempt);
}

/// <summary>Keeps a reply.</summary>
public interface IReplyKeeper
{
    /// <summary>Takes a whole reply, or the terminal frame of a stream, in the caller's dialect; the bytes are the sink's.</summary>
    /// <returns>What is to be sent in its place, where it says that it is kept and is not; null otherwise.</returns>
    ValueTask<ReadOnlyMemory<byte>?> KeepAsync(ReadOnlyMemory<byte> closing, CancellationToken cancellationToken);
}
