using System.Diagnostics.CodeAnalysis;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;

namespace Parley.Pipeline.Caching;

/// <summary>Gives an answer on to its caller as it comes, and keeps a copy beside it, up to so many bytes. The caller waits for nothing.</summary>
/// <param name="inner">The caller's sink.</param>
/// <param name="most">The most bytes of the copy.</param>
internal sealed class WatchingSink(ReplySink inner, long most) : ReplySink
{
    /// <summary>Where the log says that what a model signed was taken out.</summary>
    public const string Signed = "reasoning.signature";

    private ReplyFolder? _copy = new();
    private long _held;

    public override Attempt? Winner => inner.Winner;

    public override bool IsSatisfied => inner.IsSatisfied;

    /// <summary>What was announced of the reply; null before.</summary>
    public ReplyHead? Head { get; private set; }

    internal override TaskCompletionSource? Claimed { get => inner.Claimed; set => inner.Claimed = value; }

    internal override bool WantsSigned => true;

    /// <summary>The answer; null where it was too large.</summary>
    public ChatReply? Build() => _copy is { Fault: null } copy ? copy.Build() : null;

    public override bool TryCommit(Attempt attempt) => inner.TryCommit(attempt);

    public override bool TryHold(long bytes) => inner.TryHold(bytes);

    public override void Begin(ReplyHead head)
    {
        Head = head;
        inner.Begin(head);
    }

    public override ValueTask WriteReplyAsync(ModelReply reply, CancellationToken cancellationToken)
    {
        if (reply is not ChatReply chat)
            return inner.WriteReplyAsync(reply, cancellationToken);
        // What was taken out before cannot be put back for others.
        if (Head?.Log.Entries.Any(static entry => entry.Field == Signed) == true)
            _copy = null;
        Copy(ReplyEvents.Of(chat));
        var isTranslated = Winner is { } attempt && chat.Dialect != attempt.Request.Operation.Codec.Dialect;
        return inner.WriteReplyAsync(isTranslated ? Winner!.Request.Continuations.Keep(chat, Winner) : chat, cancellationToken);
    }

    public override ValueTask WriteEventsAsync(List<ChatEvent> events, CancellationToken cancellationToken)
    {
        Copy(events);
        return inner.WriteEventsAsync(events, cancellationToken);
    }

    public override ValueTask FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    /// <summary>What is looked at is not copied byte for byte.</summary>
    public override bool TryGetWire(Operation operation, [NotNullWhen(true)] out IWireSink? wire)
    {
        wire = null;
        return false;
    }

    private void Copy(List<ChatEvent> events)
    {
        if (_copy is null)
            return;
        long more = 0;
        foreach (var chatEvent in events)
        {
            more += chatEvent.Text.ByteCount;
            _copy.Add(chatEvent);
        }
        _held += more;
        if (_held > most || !inner.TryHold(more))
            _copy = null;
    }
}
