using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>Keeps an answer whole, however it comes: a copy that outlives the backend's bytes.</summary>
internal sealed class FoldingSink(Attempt outer) : InnerSink(outer)
{
    private readonly ReplyFolder _folder = new();
    private long _held;

    /// <summary>Whether the answer is held so that others can be compared with it, and not to look at its form.</summary>
    public bool IsHeldForChoice { get; init; }

    /// <summary>The bytes that the model wrote.</summary>
    public long Written { get; private set; }

    /// <summary>The answer.</summary>
    public ChatReply Build() => _folder.Build();

    public override ValueTask WriteReplyAsync(ModelReply reply, CancellationToken cancellationToken) => WriteEventsAsync(ReplyEvents.Of((ChatReply)reply), cancellationToken);

    public override ValueTask WriteEventsAsync(List<ChatEvent> events, CancellationToken cancellationToken)
    {
        long more = 0;
        foreach (var chatEvent in events)
        {
            more += chatEvent.Text.ByteCount;
            Written += EstimatedUsage.BytesOf(chatEvent);
            _folder.Add(chatEvent);
        }
        _held += more;
        if (_held > ReplyBody.Limit || !TryHold(more))
            throw new WireFormatException("", "The backend's answer is too large to be held.");
        return ValueTask.CompletedTask;
    }

    /// <summary>Gives a whole answer to the caller, as a stream where one was asked for.</summary>
    public static async ValueTask DeliverAsync(Attempt outer, ReplyHead head, ChatReply reply)
    {
        if (reply.Choices is [var choice, ..])
            outer.Finish = choice.Finish;
        if (!TryBegin(outer, head))
            return;
        var token = outer.Deadlines.Token;
        if (!outer.Request.Head.Stream)
        {
            await outer.Sink.WriteReplyAsync(reply, token).ConfigureAwait(false);
            return;
        }
        await outer.Sink.WriteEventsAsync(ReplyEvents.Of(reply), token).ConfigureAwait(false);
        await outer.Sink.FlushAsync(token).ConfigureAwait(false);
    }
}
