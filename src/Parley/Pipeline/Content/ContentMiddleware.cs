using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Pipeline;

/// <summary>
/// A step that sees and changes what is said: the request, the answer, and the answer while it is streamed. It works on conversations, so that it is the same for callers of every dialect and for requests of the host; texts to embed and documents to order pass by it.
/// Thread-safe: what belongs to one request is kept in its <see cref="ContentScope"/>.
/// </summary>
/// <remarks>
/// The fast lane is closed for those requests that it changes, and for those whose answer it wants to see; all others stay as they are. A fault of the step is told as it is, and one of the backend passes through with its code, its status and its <c>Retry-After</c>.
/// For the answer override one of two: <see cref="OpenReply"/> for one that is changed while it comes, or <see cref="RewriteReplyAsync"/> for one that has to be seen whole, for which streams are held back to their end.
/// </remarks>
public abstract class ContentMiddleware : IMiddleware
{
    /// <inheritdoc/>
    public virtual string Name => GetType().Name;

    /// <inheritdoc/>
    public ContentAccess Needs => ContentAccess.None;

    /// <inheritdoc/>
    public ValueTask<Settlement> InvokeAsync(Exchange exchange, GatewayStep next, CancellationToken cancellationToken) =>
        exchange.Request.Operation.Codec.Kind is OperationKind.Chat or OperationKind.FillIn or OperationKind.CountTokens && Concerns(exchange)
            ? RewriteAsync(exchange, next, cancellationToken)
            : next(exchange, cancellationToken);

    /// <summary>Whether it has to do with a request at all. Others are not even read, and cost nothing.</summary>
    protected virtual bool Concerns(Exchange exchange) => true;

    /// <summary>Changes what is asked. The same instance says that nothing is changed. Also asked of a conversation whose tokens are only counted.</summary>
    protected virtual ValueTask<Rewritten<ChatRequest>> RewriteRequestAsync(ChatRequest request, ContentScope scope, CancellationToken cancellationToken) => new(request);

    /// <summary>Whether it wants to see the answer.</summary>
    protected virtual bool SeesReply(ContentScope scope) => false;

    /// <summary>Changes an answer while it comes, whole or streamed; null to have it whole, by <see cref="RewriteReplyAsync"/>.</summary>
    protected virtual ReplyRewriter? OpenReply(ContentScope scope) => null;

    /// <summary>Changes an answer that is there as a whole. Of a stream that broke off there is none: nothing of it is given on but its fault.</summary>
    protected virtual ValueTask<Rewritten<ChatReply>> RewriteReplyAsync(ChatReply reply, ContentScope scope, CancellationToken cancellationToken) => new(reply);

    private async ValueTask<Settlement> RewriteAsync(Exchange exchange, GatewayStep next, CancellationToken cancellationToken)
    {
        var scope = new ContentScope(exchange);
        try
        {
            var (asked, fault) = await AskedAsync(exchange, scope, cancellationToken).ConfigureAwait(false);
            if (fault is not null)
                return Settlement.Of(fault);
            exchange = asked!;
        }
        catch (WireFormatException unreadable)
        {
            return Settlement.Of(RequestFaults.Malformed(unreadable));
        }
        if (exchange.Request.Operation.Codec.Kind == OperationKind.CountTokens || !SeesReply(scope))
            return await next(exchange, cancellationToken).ConfigureAwait(false);
        var sink = new RewritingSink(exchange.Sink, scope, OpenReply(scope) ?? new HeldReply(exchange.Sink, (reply, stop) => RewriteReplyAsync(reply, scope, stop)));
        var settlement = await next(exchange.Asking(exchange.Request.Watched(), sink), cancellationToken).ConfigureAwait(false);
        if (settlement.Fault?.Kind != FaultKind.Cancelled)
            await EndAsync(sink, settlement.Fault is not null, cancellationToken).ConfigureAwait(false);
        return sink.Fault is null ? settlement : settlement with { Fault = settlement.Fault ?? sink.Fault };
    }

    /// <summary>A caller who left takes nothing from the books: what the attempts have shown is settled all the same.</summary>
    private static async ValueTask EndAsync(RewritingSink sink, bool isBroken, CancellationToken cancellationToken)
    {
        try
        {
            await sink.EndAsync(isBroken, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            sink.Left();
        }
    }

    /// <summary>The exchange with what is asked now; the same one where nothing has changed.</summary>
    private async ValueTask<Rewritten<Exchange>> AskedAsync(Exchange exchange, ContentScope scope, CancellationToken cancellationToken)
    {
        var request = exchange.Request;
        var question = request.Question;
        var chat = question as ChatRequest ?? ((CountRequest)question).Chat;
        var (asked, fault) = await RewriteRequestAsync(chat, scope, cancellationToken).ConfigureAwait(false);
        if (fault is not null)
            return fault;
        if (ReferenceEquals(asked, chat))
            return scope.Changes.Count == 0 ? exchange : exchange.Asking(request.Noting(scope.Changes));
        if (request.RejectLoss && scope.Changes.FirstOrDefault(static change => change.IsLoss) is { } loss)
            return new Fault(FaultKind.Unsupported, $"This gateway changes {loss.Field}, and the conversion policy is reject.") { Code = "unsupported_feature", Param = loss.Field };
        var rewritten = request.Rewritten(question is CountRequest count ? count with { Chat = asked!, Model = asked!.Model } : asked!, scope.Changes);
        return rewritten.Head.EmptyMember is { } empty ? RequestFaults.Empty(empty) : exchange.Asking(rewritten);
    }
}
