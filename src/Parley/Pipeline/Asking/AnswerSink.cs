using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;

namespace Parley.Pipeline.Asking;

/// <summary>Takes a reply for the host itself: whole, and as a copy that outlives the backend's bytes.</summary>
internal sealed class AnswerSink : ReplySink
{
    private ReplyFolder? _folder;
    private ChatReply? _whole;

    /// <summary>What was announced of the reply; null before.</summary>
    public ReplyHead? Head { get; private set; }

    /// <summary>The reply.</summary>
    public ChatReply Build() => _whole ?? (_folder ?? new ReplyFolder()).Build();

    public override void Begin(ReplyHead head) => Head = head;

    /// <summary>What code answers is no slice of anybody's bytes, and stays as it is.</summary>
    public override ValueTask WriteReplyAsync(ModelReply reply, CancellationToken cancellationToken)
    {
        if (Head?.Target.Backend.InProcess is null)
            return WriteEventsAsync(ReplyEvents.Of((ChatReply)reply), cancellationToken);
        _whole = (ChatReply)reply;
        return ValueTask.CompletedTask;
    }

    public override ValueTask WriteEventsAsync(List<ChatEvent> events, CancellationToken cancellationToken)
    {
        _folder ??= new ReplyFolder();
        foreach (var chatEvent in events)
            _folder.Add(chatEvent);
        return ValueTask.CompletedTask;
    }

    public override ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>There is no wire: every answer is read.</summary>
    public override bool TryGetWire(Operation operation, out IWireSink? wire)
    {
        wire = null;
        return false;
    }
}
