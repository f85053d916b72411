using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;

namespace Parley.Pipeline;

/// <summary>Hands an answer to a step before its caller sees it: a whole one as the events that it is made of, so that it comes out as it would streamed.</summary>
/// <param name="inner">The caller's sink.</param>
/// <param name="scope">The request.</param>
/// <param name="rewriter">What the step makes of the answer.</param>
internal sealed class RewritingSink(ReplySink inner, ContentScope scope, ReplyRewriter rewriter) : ReplySink
{
    private readonly List<ChatEvent> _output = [];
    private bool _streams;

    /// <summary>Why the step has ended the answer; null where it has not.</summary>
    public Fault? Fault { get; private set; }

    public override Attempt? Winner => inner.Winner;

    public override CacheNote? Cache { get => inner.Cache; set => inner.Cache = value; }

    /// <summary>Of an answer that the step has ended nothing more is read.</summary>
    public override bool IsSatisfied => Fault is not null || inner.IsSatisfied;

    internal override TaskCompletionSource? Claimed { get => inner.Claimed; set => inner.Claimed = value; }

    internal override bool WantsSigned => inner.WantsSigned;

    public override bool TryCommit(Attempt attempt) => inner.TryCommit(attempt);

    public override bool TryHold(long bytes) => inner.TryHold(bytes);

    public override void Begin(ReplyHead head)
    {
        scope.Begin(head.Log);
        inner.Begin(head);
    }

    public override async ValueTask WriteReplyAsync(ModelReply reply, CancellationToken cancellationToken)
    {
        if (reply is not ChatReply chat)
        {
            await inner.WriteReplyAsync(reply, cancellationToken).ConfigureAwait(false);
            return;
        }
        var fault = await rewriter.RewriteAsync(ReplyEvents.Of(chat), _output, cancellationToken).ConfigureAwait(false) ?? await rewriter.EndAsync(_output, cancellationToken).ConfigureAwait(false);
        Fault = fault;
        if (fault is not null)
            return;
        var folder = new ReplyFolder();
        foreach (var chatEvent in _output)
            folder.Add(chatEvent);
        // Usage stays as it was counted, also where it is unknown.
        await inner.WriteReplyAsync(folder.Build() with { Usage = chat.Usage }, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask WriteEventsAsync(List<ChatEvent> events, CancellationToken cancellationToken)
    {
        if (Fault is not null)
            return;
        _streams = true;
        Fault = await rewriter.RewriteAsync(events, _output, cancellationToken).ConfigureAwait(false);
        await GiveAsync(cancellationToken).ConfigureAwait(false);
    }

    public override ValueTask FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    /// <summary>What is looked at is not copied byte for byte.</summary>
    public override bool TryGetWire(Operation operation, out IWireSink? wire)
    {
        wire = null;
        return false;
    }

    /// <summary>The steps behind have returned: gives on what is still held back of a stream.</summary>
    /// <param name="isBroken">Whether it broke off before its end.</param>
    /// <param name="cancellationToken">Cancelled when the caller goes away.</param>
    public async ValueTask EndAsync(bool isBroken, CancellationToken cancellationToken)
    {
        if (!_streams || Fault is not null || (isBroken && rewriter.NeedsWhole))
            return;
        Fault = await rewriter.EndAsync(_output, cancellationToken).ConfigureAwait(false);
        await GiveAsync(cancellationToken).ConfigureAwait(false);
        await inner.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The caller went away before the end.</summary>
    public void Left() => Fault ??= new Fault(FaultKind.Cancelled, "The caller went away.");

    private async ValueTask GiveAsync(CancellationToken cancellationToken)
    {
        // An answer that a fault ends has no other end.
        if (Fault is not null)
            _output.RemoveAll(static chatEvent => chatEvent.Kind is ChatEventKind.Finish or ChatEventKind.End);
        if (_output.Count > 0)
            await inner.WriteEventsAsync(_output, cancellationToken).ConfigureAwait(false);
        _output.Clear();
    }
}
