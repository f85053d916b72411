using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.Providers.Media;
using Parley.Providers.Upstream;

namespace Parley.Pipeline.Asking;

/// <summary>
/// Takes requests of the host itself down the same way as those that come over HTTP. They are put in the plain dialect, which leaves nothing out, so that whatever looks at a request finds the bytes that it looks for.
/// Thread-safe.
/// </summary>
internal sealed class Asker(Engine engine, Func<GatewaySnapshot> current)
{
    private static readonly Operation Plain = KnownDialects.Find(DialectNames.Parley)!.Operations[0];

    /// <summary>Asks for one answer.</summary>
    /// <param name="request">What is asked; always for a whole answer.</param>
    /// <param name="options">What is asked besides.</param>
    /// <param name="place">Its place among those that are asked together.</param>
    /// <param name="cancellationToken">Gives the answer up.</param>
    public async Task<Answer> AskAsync(ChatRequest request, AskOptions options, int place, CancellationToken cancellationToken)
    {
        var (snapshot, sink, id) = (current(), new AnswerSink(), engine.Ids.Next());
        if (Inbound(request with { Stream = false }, id, options, snapshot, out var fault) is not { } inbound)
            return new Answer { RequestId = id, Place = place, Fault = fault! with { RequestId = id } };
        var exchange = new Exchange
        {
            Id = id,
            Request = inbound,
            Sink = sink,
            Snapshot = snapshot,
            Started = engine.Time.GetTimestamp(),
            Caller = options.Caller,
            Wishes = options.Wishes,
            Labels = options.Labels,
            Cache = options.Cache,
        };
        var settlement = await engine.HandleAsync(exchange, cancellationToken).ConfigureAwait(false);
        // Whoever asks is told all of the target; what is recorded lets go of it.
        var target = settlement.Answering?.Target;
        engine.Settled(exchange, settlement);
        cancellationToken.ThrowIfCancellationRequested();
        return new Answer
        {
            RequestId = id,
            Place = place,
            Reply = settlement.Fault is null ? sink.Build() : null,
            Fault = settlement.Fault is { } told ? told with { RequestId = id } : null,
            Target = target,
            Losses = sink.Head?.Log.Entries ?? [],
            Attempts = settlement.Attempts,
        };
    }

    /// <summary>The request as callers would have sent it; null and a fault when it cannot be said.</summary>
    private InboundRequest? Inbound(ChatRequest request, string id, AskOptions options, GatewaySnapshot snapshot, out Fault? fault)
    {
        using var body = new PooledBufferWriter(1024);
        RequestHead head;
        WireRequest wire;
        try
        {
            // What the plain dialect cannot say there is not: its log stays empty.
            Plain.Codec.WriteRequest(request, WireProfile.Default, new ConversionLog(), new WireRequestWriter(body));
            wire = new WireRequest($"/{Plain.Routes[0]}", "", WireHeaders.None, body.WrittenSpan.ToArray());
            head = Plain.Codec.Peek(wire);
        }
        catch (Exception unsayable) when (unsayable is ArgumentException or WireFormatException)
        {
            // A number that JSON does not know, a text that is no JSON.
            fault = new Fault(FaultKind.InvalidRequest, unsayable.Message);
            return null;
        }
        fault = head.EmptyMember is { } empty ? RequestFaults.Empty(empty) : null;
        return fault is null ? Inbound(head, wire, id, options, snapshot) : null;
    }

    private InboundRequest Inbound(RequestHead head, WireRequest wire, string id, AskOptions options, GatewaySnapshot snapshot)
    {
        return new InboundRequest
        {
            Operation = Plain,
            Head = head,
            Wire = wire,
            Asked = new StreamOptions
            {
                EstimatedInputTokens = Math.Max(1, head.EstimatedInputTokens),
                Model = head.Model,
                ReplyId = id,
                Created = engine.Time.GetUtcNow().ToUnixTimeSeconds(),
            },
            SlowLane = true,
            RejectLoss = options.RejectLoss || options.Caller is { RejectsLoss: true },
            Terms = AnswerTerms.Of(options.Caller, head, Plain.Codec.Kind),
            Media = snapshot.Images.Fetch ? new RemoteMedia(engine.Media, snapshot.Images, static _ => true) : null,
            Continuations = new Continuations(engine.Vault, options.Caller),
        };
    }
}
