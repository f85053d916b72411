using Parley.Conversations;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Providers.Upstream;

namespace Parley.Pipeline.Steps;

/// <summary>
/// The memory of dialects that have one. On the way down, a request that refers to an earlier reply is told whole, so that any backend can answer it; on the way up, the reply is kept when the caller wants it.
/// </summary>
internal sealed class ConversationStep(IReplyStore store) : IMiddleware
{
    public ContentAccess Needs => ContentAccess.None;

    public ValueTask<Settlement> InvokeAsync(Exchange exchange, GatewayStep next, CancellationToken cancellationToken) =>
        exchange.Request.Operation.Codec is IStatefulCodec codec ? RememberAsync(exchange, codec, next, cancellationToken) : next(exchange, cancellationToken);

    private async ValueTask<Settlement> RememberAsync(Exchange exchange, IStatefulCodec codec, GatewayStep next, CancellationToken cancellationToken)
    {
        var previous = exchange.Request.Head.PreviousReply;
        var telling = new Telling(exchange);
        if (exchange.Request.Head.StateMember is not null)
        {
            try
            {
                telling = await TellAsync(exchange, codec, cancellationToken).ConfigureAwait(false);
            }
            catch (WireFormatException unreadable)
            {
                telling = new Telling(exchange) { Fault = RequestFaults.Malformed(unreadable) };
            }
            if (telling.Fault is { } fault)
                return Settlement.Of(fault);
        }
        exchange = telling.Exchange;
        if (exchange.Request.Asked.IsKept)
            exchange.Sink.Keeper = new Keeper(store, exchange, codec) { Previous = previous, Told = telling.Told };
        return await next(exchange, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The exchange with its request told, as far as what it refers to is known here; a fault where it may not be told, or not asked of anybody else.</summary>
    private async ValueTask<Telling> TellAsync(Exchange exchange, IStatefulCodec codec, CancellationToken cancellationToken)
    {
        var request = exchange.Request;
        var owner = Owner.Of(exchange.Caller);
        IReadOnlyList<StoredReply>? before = [];
        if (request.Head.PreviousReply is { } id && (before = await store.FindConversationAsync(owner, id, cancellationToken).ConfigureAwait(false)) is null)
            return new Telling(exchange) { Fault = await BrokenAsync(exchange, owner, id, cancellationToken).ConfigureAwait(false) };
        var items = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var size = request.Wire.Body.Length + before.Sum(static turn => turn.Size);
        foreach (var reference in codec.ReadReferences(request.Wire))
        {
            if (await store.FindItemAsync(owner, reference, cancellationToken).ConfigureAwait(false) is { } item)
                size += (items[reference] = item).Length;
            else if (StateFaults.OfStranger(exchange.Caller, "input", reference) is { } unknown)
                return new Telling(exchange) { Fault = unknown };
        }
        if (before.Count == 0 && items.Count == 0)
            return new Telling(exchange);
        // What is told takes the room of a body that was sent.
        if (size > exchange.Snapshot.Server.MaxBodyBytes)
            return new Telling(exchange) { Fault = new Fault(FaultKind.TooLarge, "The conversation that the request refers to is larger than a request may be.") { Code = "request_too_large" } };
        return exchange.Sink.TryHold(size) ? Told(exchange, codec, before, items) : new Telling(exchange) { Fault = NetworkFaults.Busy() };
    }

    /// <summary>What is said of a reply that is not here, or whose beginning is not; null where its backend may have it, which is asked then.</summary>
    private async ValueTask<Fault?> BrokenAsync(Exchange exchange, string owner, string id, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(owner, id, cancellationToken).ConfigureAwait(false) is not { } known)
            return StateFaults.OfStranger(exchange.Caller, "previous_response_id", id);
        return known.IsKnownToBackend ? null : StateFaults.OfBroken(id);
    }

    private static Telling Told(Exchange exchange, IStatefulCodec codec, IReadOnlyList<StoredReply> before, Dictionary<string, ReadOnlyMemory<byte>> items)
    {
        var request = exchange.Request;
        using var body = new PooledBufferWriter(request.Wire.Body.Length + 1024);
        IReadOnlyList<KeptItem> earlier = [.. before.SelectMany(static turn => turn.Items)];
        codec.WriteContinued(request.Wire, earlier, items, body);
        var told = request.Wire with { Body = body.WrittenMemory.ToArray() };
        var asked = exchange.Asking(request.Told(told, codec.Peek(told), before is [.., { IsKnownToBackend: true } last] ? last.Backend : null));
        return new Telling(asked) { Told = earlier.Count };
    }

    /// <summary>What became of a request that refers to something.</summary>
    /// <param name="Exchange">The exchange.</param>
    private readonly record struct Telling(Exchange Exchange)
    {
        /// <summary>How many items of earlier turns the request tells now.</summary>
        public int Told { get; init; }

        /// <summary>Why it cannot be asked; null when it can.</summary>
        public Fault? Fault { get; init; }
    }

    /// <summary>Keeps the reply of one exchange.</summary>
    private sealed class Keeper(IReplyStore store, Exchange exchange, IStatefulCodec codec) : IReplyKeeper
    {
        /// <summary>The reply that the request goes on from.</summary>
        public string? Previous { get; init; }

        /// <summary>How many of the request's items are those of earlier turns.</summary>
        public int Told { get; init; }

        public async ValueTask<ReadOnlyMemory<byte>?> KeepAsync(ReadOnlyMemory<byte> closing, CancellationToken cancellationToken)
        {
            var request = exchange.Request;
            if (exchange.Sink.Winner?.Target.Backend is not { } backend || codec.ReadKept(closing, request.Head.Stream) is not { } reply)
                return null;
            // A backend that repeats its ids takes the place of the reply that it goes on from: what was told stays with it.
            var replaces = reply.Id == Previous;
            var stored = new StoredReply(Owner.Of(exchange.Caller), reply, codec.ReadItems(request.Wire, replaces ? 0 : Told, reply.Id))
            {
                Previous = replaces ? null : Previous,
                Backend = backend.Id,
                IsKnownToBackend = ReferenceEquals(backend.Answering(request.Operation), request.Operation),
            };
            var isKept = await store.SaveAsync(stored, cancellationToken).ConfigureAwait(false);
            // What the backend itself has is stored, whatever there is room for here.
            if (isKept || stored.IsKnownToBackend)
                return null;
            return codec.WithoutStore(closing, request.Head.Stream);
        }
    }
}
