using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Plain;
using Parley.Dialects.Wire;
using Parley.Providers.Media;
using Parley.Providers.Upstream;

namespace Parley.Pipeline.Asking;

/// <summary>
/// Takes requests of the host itself down the same way as those that come over HTTP. They are put in the plain dialect, which leaves nothing out, so that whatever looks at a request finds the bytes that it looks for.
/// Thread-safe.
/// </summary>
internal sealed class Asker(Gateway gateway)
{
    private static readonly Operation Plain = PlainDialect.Instance.Operations[0];

    /// <summary>Asks for one answer.</summary>
    /// <param name="request">What is asked; always for a whole answer.</param>
    /// <param name="options">What is asked besides.</param>
    /// <param name="place">Its place among those that are asked together.</param>
    /// <param name="cancellationToken">Gives the answer up.</param>
    public async Task<Answer> AskAsync(ChatRequest request, AskOptions options, int place, CancellationToken cancellationToken)
    {
        var (engine, sink, id) = (gateway.Engine, new AnswerSink(), gateway.Engine.Ids.Next());
        var exchange = new Exchange
        {
            Id = id,
            Request = Inbound(request with { Stream = false }, id, options),
            Sink = sink,
            Snapshot = gateway.Snapshot,
            Started = engine.Time.GetTimestamp(),
            Caller = options.Caller,
            Wishes = options.Wishes,
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
            Fault = settlement.Fault is { } fault ? fault with { RequestId = id } : null,
            Target = target,
            Losses = sink.Head?.Log.Entries ?? [],
            Attempts = settlement.Attempts,
        };
    }

    private InboundRequest Inbound(ChatRequest request, string id, AskOptions options)
    {
        using var body = new PooledBufferWriter(1024);
        // What the plain dialect cannot say there is not: its log stays empty.
        Plain.Codec.WriteRequest(request, WireProfile.Default, new ConversionLog(), new WireRequestWriter(body));
        var wire = new WireRequest($"/{Plain.Routes[0]}", "", WireHeaders.None, body.WrittenSpan.ToArray());
        var head = Plain.Codec.Peek(wire);
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
                Created = gateway.Engine.Time.GetUtcNow().ToUnixTimeSeconds(),
            },
            SlowLane = true,
            RejectLoss = options.RejectLoss,
            Media = gateway.Snapshot.Images.Fetch ? new RemoteMedia(gateway.Engine.Media, gateway.Snapshot.Images, static _ => true) : null,
            Continuations = new Continuations(gateway.Engine.Vault, options.Caller),
        };
    }
}
