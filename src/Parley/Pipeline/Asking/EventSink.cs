using System.Threading.Channels;
using Parley.Dialects.Conversation;

namespace Parley.Pipeline.Asking;

/// <summary>Takes a reply for the host itself as it comes. Whoever does not read holds the backend up: so many events wait, and no more.</summary>
internal sealed class EventSink : OwnSink
{
    private const int MostWaiting = 64;

    private readonly Channel<ChatEvent> _events = Channel.CreateBounded<ChatEvent>(new BoundedChannelOptions(MostWaiting) { SingleReader = true, SingleWriter = true });

    /// <summary>The events, all but the last, which is there when the books are closed.</summary>
    public ChannelReader<ChatEvent> Events => _events.Reader;

    public override ValueTask WriteReplyAsync(ModelReply reply, CancellationToken cancellationToken) => WriteEventsAsync(ReplyEvents.Of((ChatReply)reply), cancellationToken);

    public override async ValueTask WriteEventsAsync(List<ChatEvent> events, CancellationToken cancellationToken)
    {
        foreach (var chatEvent in events)
        {
            if (chatEvent.Kind is not (ChatEventKind.End or ChatEventKind.Fault))
                await _events.Writer.WriteAsync(chatEvent.Detach(), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Nothing more comes.</summary>
    public void Complete() => _events.Writer.TryComplete();
}
