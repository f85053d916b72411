using Parley.Dialects.Conversation;

namespace Parley.Pipeline.Asking;

/// <summary>Takes a reply for the host itself: whole, and as a copy that outlives the backend's bytes.</summary>
internal sealed class AnswerSink : OwnSink
{
    private ReplyFolder? _folder;
    private ChatReply? _whole;

    /// <summary>The reply.</summary>
    public ChatReply Build() => _whole ?? (_folder ?? new ReplyFolder()).Build();

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
}
