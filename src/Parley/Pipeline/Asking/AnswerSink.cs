using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;

namespace Parley.Pipeline.Asking;

/// <summary>Takes a reply for the host itself: whole, and as a copy that outlives the backend's bytes.</summary>
internal sealed class AnswerSink : ReplySink
{
    private readonly ReplyFolder _folder = new();

    /// <summary>What was announced of the reply; null before.</summary>
    public ReplyHead? Head { get; private set; }

    /// <summary>The reply.</summary>
    public ChatReply Build() => _folder.Build();

    public override void Begin(ReplyHead head) => Head = head;

    public override ValueTask WriteReplyAsync(ModelReply reply, CancellationToken cancellationToken) => WriteEventsAsync(ReplyEvents.Of((ChatReply)reply), cancellationToken);

    public override ValueTask WriteEventsAsync(List<ChatEvent> events, CancellationToken cancellationToken)
    {
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
