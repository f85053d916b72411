using Parley.Dialects.Conversation;

namespace Parley.Pipeline;

/// <summary>A step of delegates, for changes that need no class. They are called from many requests at once. What they change is not reported: it is what the host means to ask.</summary>
/// <param name="name">By what it is found in the list of steps.</param>
public sealed class TransformMiddleware(string name = "transform") : ContentMiddleware
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <summary>Changes what is asked; null for nothing.</summary>
    public Func<ChatRequest, ChatRequest>? Request { get; init; }

    /// <summary>Changes the events of an answer one by one, whole or streamed; null from it leaves the event out. A word may be cut over two of them.</summary>
    public Func<ChatEvent, ChatEvent?>? Event { get; init; }

    /// <summary>Changes an answer as a whole, for which streams are held back to their end. Not called where there is <see cref="Event"/>.</summary>
    public Func<ChatReply, ChatReply>? Reply { get; init; }

    /// <inheritdoc/>
    protected override bool Concerns(Exchange exchange) => Request is not null || Event is not null || Reply is not null;

    /// <inheritdoc/>
    protected override ValueTask<Rewritten<ChatRequest>> RewriteRequestAsync(ChatRequest request, ContentScope scope, CancellationToken cancellationToken) => new(Request is null ? request : Request(request));

    /// <inheritdoc/>
    protected override bool SeesReply(ContentScope scope) => Event is not null || Reply is not null;

    /// <inheritdoc/>
    protected override ReplyRewriter? OpenReply(ContentScope scope) => Event is null ? null : new OneByOne(Event);

    /// <inheritdoc/>
    protected override ValueTask<Rewritten<ChatReply>> RewriteReplyAsync(ChatReply reply, ContentScope scope, CancellationToken cancellationToken) => new(Reply is null ? reply : Reply(reply));

    private sealed class OneByOne(Func<ChatEvent, ChatEvent?> change) : ReplyRewriter
    {
        public override ValueTask<Fault?> RewriteAsync(IReadOnlyList<ChatEvent> events, List<ChatEvent> output, CancellationToken cancellationToken)
        {
            foreach (var chatEvent in events)
            {
                if (change(chatEvent) is { } changed)
                    output.Add(changed);
            }
            return default;
        }
    }
}
