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
        if (exchange.Request.Head.StateMember is not null)
        {
            Fault? fault;
            try
            {
                (exchange, fault) = await TellAsync(exchange, codec, cancellationToken).ConfigureAwait(false);
            }
            catch (WireFormatException unreadable)
            {
                fault = RequestFaults.Malformed(unreadable);
            }
            if (fault is not null)
                return Settlement.Of(fault);
        }
        if (exchange.Request.Asked.IsKept)
            exchange.Sink.Keeper = new Keeper(store, exchange, codec);
        return await next(exchange, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The exchange with its request told, as far as what it refers to is known here; a fault where it may not be told, or not asked of anybody else.</summary>
    private async ValueTask<(Exchange Exchange, Fault? Fault)> TellAsync(Exchange exchange, IStatefulCodec codec, CancellationToken cancellationToken)
    {
        var request = exchange.Request;
        var owner = Owner.Of(exchange.Caller);
        StoredReply? previous = null;
        if (request.Head.PreviousReply is { } id && (previous = await store.FindAsync(owner, id, cancellationToken).ConfigureAwait(false)) is null)
            return (exchange, StateFaults.OfStranger(exchange.Caller, "previous_response_id", id));
        var items = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        long size = request.Wire.Body.Length + (previous?.Size ?? 0);
        foreach (var reference in codec.ReadReferences(request.Wire))
        {
            if (await store.FindItemAsync(owner, reference, cancellationToken).ConfigureAwait(false) is { } item)
                size += (items[reference] = item).Length;
            else if (StateFaults.OfStranger(exchange.Caller, "input", reference) is { } unknown)
                return (exchange, unknown);
        }
        if (previous is null && items.Count == 0)
            return (exchange, null);
        // What is told takes the room of a body that was sent.
        if (size > exchange.Snapshot.Server.MaxBodyBytes)
            return (exchange, new Fault(FaultKind.TooLarge, "The conversation that the request refers to is larger than a request may be.") { Code = "request_too_large" });
        return exchange.Sink.TryHold(size) ? (Told(exchange, codec, previous, items), null) : (exchange, NetworkFaults.Busy());
    }

    private static Exchange Told(Exchange exchange, IStatefulCodec codec, StoredReply? previous, Dictionary<string, ReadOnlyMemory<byte>> items)
    {
        var request = exchange.Request;
        using var body = new PooledBufferWriter(request.Wire.Body.Length + 1024);
        codec.WriteContinued(request.Wire, previous is null ? [] : [.. previous.Input, .. previous.Reply.Items.Select(static item => item.Json)], items, body);
        var told = request.Wire with { Body = body.WrittenMemory.ToArray() };
        return exchange.Asking(request.Told(told, codec.Peek(told), previous is { IsKnownToBackend: true } ? previous.Backend : null));
    }

    /// <summary>Keeps the reply of one exchange.</summary>
    private sealed class Keeper(IReplyStore store, Exchange exchange, IStatefulCodec codec) : IReplyKeeper
    {
        public ValueTask KeepAsync(ReadOnlyMemory<byte> closing, CancellationToken cancellationToken)
        {
            var request = exchange.Request;
            if (exchange.Sink.Winner?.Target.Backend is not { } backend || codec.ReadKept(closing, request.Head.Stream) is not { } reply)
                return ValueTask.CompletedTask;
            var input = codec.ReadItems(request.Wire);
            return store.SaveAsync(
                new StoredReply(Owner.Of(exchange.Caller), reply, [.. input.Select(static item => (ReadOnlyMemory<byte>)item.ToArray())])
                {
                    Backend = backend.Id,
                    IsKnownToBackend = ReferenceEquals(backend.Answering(request.Operation), request.Operation),
                },
                cancellationToken);
        }
    }
}
