using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;

namespace Parley.Pipeline;

/// <summary>Changes one answer while it comes. One for an answer; it is called by one thread at a time.</summary>
/// <remarks>
/// Where text is held back until more of it is known, it is given on before the <see cref="ChatEventKind.Finish"/> of its choice: callers take nothing behind that.
/// Texts are slices of a buffer that is used again: what is held back is detached (<see cref="ChatEvent.Detach"/>), or is a string.
/// </remarks>
public abstract class ReplyRewriter
{
    /// <summary>Whether it has nothing to say of an answer that broke off.</summary>
    internal virtual bool NeedsWhole => false;

    /// <summary>Takes a burst of events.</summary>
    /// <param name="events">What has come, in order.</param>
    /// <param name="output">Takes what the caller is to see.</param>
    /// <param name="cancellationToken">Cancelled when the caller goes away.</param>
    /// <returns>A fault that ends the answer; null to go on.</returns>
    public abstract ValueTask<Fault?> RewriteAsync(IReadOnlyList<ChatEvent> events, List<ChatEvent> output, CancellationToken cancellationToken);

    /// <summary>The answer has ended, with or without its <see cref="ChatEventKind.Finish"/>: gives on what is still held back.</summary>
    /// <returns>A fault that ends the answer; null without one.</returns>
    public virtual ValueTask<Fault?> EndAsync(List<ChatEvent> output, CancellationToken cancellationToken) => default;
}

/// <summary>Holds an answer back until it is whole, and changes it then. A stream comes in one piece at its end.</summary>
/// <param name="sink">Counts what is held.</param>
/// <param name="rewrite">Changes the answer.</param>
internal sealed class HeldReply(ReplySink sink, Func<ChatReply, CancellationToken, ValueTask<Rewritten<ChatReply>>> rewrite) : ReplyRewriter
{
    private readonly ReplyFolder _folder = new();
    private bool _isHolding;

    internal override bool NeedsWhole => true;

    public override ValueTask<Fault?> RewriteAsync(IReadOnlyList<ChatEvent> events, List<ChatEvent> output, CancellationToken cancellationToken)
    {
        _isHolding = true;
        long more = 0;
        foreach (var chatEvent in events)
        {
            more += chatEvent.Text.ByteCount;
            _folder.Add(chatEvent);
        }
        return new(sink.TryHold(more) ? null : NetworkFaults.Busy());
    }

    public override async ValueTask<Fault?> EndAsync(List<ChatEvent> output, CancellationToken cancellationToken)
    {
        if (!_isHolding)
            return null;
        var whole = _folder.Build();
        var (reply, fault) = await rewrite(whole, cancellationToken).ConfigureAwait(false);
        // Usage stays as it was counted.
        if (fault is null)
            output.AddRange(ReplyEvents.Of(reply! with { Usage = whole.Usage }));
        return fault;
    }
}
