using Microsoft.Extensions.Logging;
using Parley.Configuration;
using Parley.Conversations;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Providers.Upstream;

namespace Parley.Pipeline.Steps;

/// <summary>
/// The memory of dialects that have one. On the way down, a request that refers to an earlier reply is told whole, so that any backend can answer it; on the way up, the reply is kept when the caller wants it.
/// </summary>
internal sealed partial class ConversationStep(IReplyStore store, SealMakers makers, ILogger logger) : IMiddleware
{
    public string Name => "conversation";

    public ContentAccess Needs => ContentAccess.None;

    public ValueTask<Settlement> InvokeAsync(Exchange exchange, GatewayStep next, CancellationToken cancellationToken) =>
        exchange.Request.Operation.Codec is IStatefulCodec codec ? RememberAsync(exchange, codec, next, cancellationToken) : next(exchange, cancellationToken);

    private async ValueTask<Settlement> RememberAsync(Exchange exchange, IStatefulCodec codec, GatewayStep next, CancellationToken cancellationToken)
    {
        var previous = exchange.Request.Head.PreviousReply;
        var telling = new Telling(exchange);
        try
        {
            if (exchange.Request.Head.StateMember is not null)
                telling = await TellAsync(exchange, codec, cancellationToken).ConfigureAwait(false);
            exchange = Bound(telling.Exchange);
        }
        catch (WireFormatException unreadable)
        {
            return Settlement.Of(RequestFaults.Malformed(unreadable));
        }
        if (telling.Fault is { } fault)
            return Settlement.Of(fault);
        var notes = MayGoElsewhere(exchange.Snapshot) ? makers : null;
        if (exchange.Request.Asked.IsKept || notes is not null)
            exchange.Sink.Keeper = new Keeper(store, notes, exchange, codec, logger) { Previous = previous, Told = telling.Told };
        return await next(exchange, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether there is anybody but the maker whom a request could go to.</summary>
    private static bool MayGoElsewhere(GatewaySnapshot snapshot) => snapshot.BackendList is not ([] or [{ Keyed.IsEmpty: true }]);

    /// <summary>The exchange with its request bound to who made what only its maker can read.</summary>
    private Exchange Bound(Exchange exchange)
    {
        if (makers.IsEmpty)
            return exchange;
        makers.Age = exchange.Snapshot.Server.KeptReplyAge;
        var owner = Owner.Of(exchange.Caller);
        var bound = exchange.Request.Bound(seal => makers.Find(owner, seal));
        return ReferenceEquals(bound, exchange.Request) ? exchange : exchange.Asking(bound);
    }

    /// <summary>The exchange with its request told, as far as what it refers to is known here; a fault where it may not be told, or not asked of anybody else.</summary>
    private async ValueTask<Telling> TellAsync(Exchange exchange, IStatefulCodec codec, CancellationToken cancellationToken)
    {
        var request = exchange.Request;
        var owner = Owner.Of(exchange.Caller);
        IReadOnlyList<StoredReply>? before = [];
        if (request.Head.PreviousReply is { } id && (before = await store.FindConversationAsync(owner, id, cancellationToken).ConfigureAwait(false)) is null)
            return await BrokenAsync(exchange, owner, id, cancellationToken).ConfigureAwait(false);
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

    /// <summary>What is said of a reply that is not here, or whose beginning is not; where its backend may have it, that is asked.</summary>
    private async ValueTask<Telling> BrokenAsync(Exchange exchange, string owner, string id, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(owner, id, cancellationToken).ConfigureAwait(false) is not { } known)
            return new Telling(exchange) { Fault = StateFaults.OfStranger(exchange.Caller, "previous_response_id", id) };
        return MakerOf(known) is { } maker ? new Telling(exchange.Asking(exchange.Request.MadeBy(maker))) : new Telling(exchange) { Fault = StateFaults.OfBroken(id) };
    }

    private static Maker? MakerOf(StoredReply reply) => reply.IsKnownToBackend ? new Maker(reply.Backend, reply.Key) : null;

    private static Telling Told(Exchange exchange, IStatefulCodec codec, IReadOnlyList<StoredReply> before, Dictionary<string, ReadOnlyMemory<byte>> items)
    {
        var request = exchange.Request;
        using var body = new PooledBufferWriter(request.Wire.Body.Length + 1024);
        IReadOnlyList<KeptItem> earlier = [.. before.SelectMany(static turn => turn.Items)];
        codec.WriteContinued(request.Wire, earlier, items, body);
        var told = request.Wire with { Body = body.WrittenMemory.ToArray() };
        var asked = exchange.Asking(request.Told(told, codec.Peek(told), before is [.., var last] ? MakerOf(last) : null));
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
    private sealed class Keeper(IReplyStore store, SealMakers? makers, Exchange exchange, IStatefulCodec codec, ILogger logger) : IReplyKeeper
    {
        /// <summary>The reply that the request goes on from.</summary>
        public string? Previous { get; init; }

        /// <summary>How many of the request's items are those of earlier turns.</summary>
        public int Told { get; init; }

        public async ValueTask<ReadOnlyMemory<byte>?> KeepAsync(ReadOnlyMemory<byte> closing, CancellationToken cancellationToken)
        {
            if ((exchange.Sink.Winner?.Target ?? exchange.Sink.Cache?.From)?.Backend is not { } backend)
                return null;
            // What the backend itself has is stored, whatever becomes of it here. An answer of the cache has an id that no backend knows.
            var isKnownToBackend = exchange.Sink.Cache?.From is null && ReferenceEquals(backend.Answering(exchange.Request.Operation), exchange.Request.Operation);
            if (!exchange.Request.Asked.IsKept && !(isKnownToBackend && codec.MayBeSealed(closing.Span)))
                return null;
            if (await TrySaveAsync(Maker.Of(backend), isKnownToBackend, closing, cancellationToken).ConfigureAwait(false) || isKnownToBackend)
                return null;
            return codec.WithoutStore(closing, exchange.Request.Head.Stream);
        }

        /// <summary>False when the reply could not be kept. The answer is there by now: a defect here takes it from nobody.</summary>
        private async ValueTask<bool> TrySaveAsync(Maker maker, bool isKnownToBackend, ReadOnlyMemory<byte> closing, CancellationToken cancellationToken)
        {
            try
            {
                if (codec.ReadKept(closing, exchange.Request.Head.Stream) is not { } reply)
                    return true;
                if (isKnownToBackend)
                    Note(reply, maker);
                return !exchange.Request.Asked.IsKept || await store.SaveAsync(Stored(maker, isKnownToBackend, reply), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception defect) when (!cancellationToken.IsCancellationRequested)
            {
                NotKept(logger, defect, exchange.Id);
                return false;
            }
        }

        /// <summary>Whoever gets it back is to be its maker.</summary>
        private void Note(KeptReply reply, Maker maker)
        {
            if (makers is null)
                return;
            foreach (var seal in codec.ReadSeals(reply))
                makers.Keep(Owner.Of(exchange.Caller), seal.Name, maker);
        }

        private StoredReply Stored(Maker maker, bool isKnownToBackend, KeptReply reply)
        {
            // A backend that repeats its ids takes the place of the reply that it goes on from: what was told stays with it.
            var replaces = reply.Id == Previous;
            return new StoredReply(Owner.Of(exchange.Caller), reply, codec.ReadItems(exchange.Request.Wire, replaces ? 0 : Told, reply.Id))
            {
                Previous = replaces ? null : Previous,
                Backend = maker.Backend,
                Key = maker.Key,
                IsKnownToBackend = isKnownToBackend,
            };
        }
    }

    [LoggerMessage(4, LogLevel.Error, "The reply of {Exchange} could not be kept by a defect of the gateway")]
    private static partial void NotKept(ILogger logger, Exception defect, string exchange);
}
