using System.Runtime.CompilerServices;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Providers.Upstream;

/// <summary>Passes a reply that comes in one piece: copied when both sides speak the same, otherwise translated; as events when the caller asked for a stream all the same.</summary>
internal static class WholeReply
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public static async ValueTask<Fault?> PassAsync(UpstreamCall call)
    {
        call.Attempt.Deadlines.Progress();
        var body = await ReplyBody.ReadAsync(call.Response, call.Attempt.Sink, call.CancellationToken).ConfigureAwait(false);
        if (body is null)
            return NetworkFaults.Busy();
        var owned = true;
        try
        {
            var reply = call.With(body);
            reply = reply with { Body = UnpairedSurrogates.ReplacedInNames(reply.Body) };
            if (call.Codec.IsFault(reply))
                return FaultReply.Of(call, body);
            if (call.Lane.Wire is { } wire && !call.Attempt.Request.Head.Stream && call.Codec.Suits(reply, call.Attempt.Request.Asked))
            {
                call.Attempt.Usage = call.Codec.ReadUsage(reply);
                // Of an answer that is not read, and that nobody has counted, its bytes have to say how long it is.
                if (EstimatedUsage.IsMissing(call.Attempt.Usage) && call.Attempt.Request.Operation.Codec is IChatCodec)
                {
                    call.Attempt.Came = reply.Body.Length;
                    call.Attempt.Watch?.Came(reply.Body.Length);
                }
                call.Codec.Verify(reply, call.Attempt.Request.Head);
                if (!call.TryBegin())
                    return null;
                owned = false;
                wire.TakeReply(call.ContentType, body);
                return null;
            }
            return await TranslateAsync(call, reply).ConfigureAwait(false);
        }
        finally
        {
            if (owned)
                body.Dispose();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<Fault?> TranslateAsync(UpstreamCall call, WireReply wire)
    {
        WireText.Demand(wire.Body.Span);
        var reply = call.Codec.ReadReply(wire, call.Profile);
        if (reply is ChatReply uncounted)
            reply = EstimatedUsage.Complete(uncounted, call.Attempt);
        call.Attempt.Usage = reply.Usage;
        if (reply is EmbeddingReply { Vectors.Count: var given } && call.Attempt.Request.Question is EmbeddingRequest { Inputs.Count: var asked } && given != asked)
            return NetworkFaults.Malformed($"The backend answered {asked} texts with {given} vectors.", call.Attempt);
        if (reply is RerankReply ranked)
        {
            call.Codec.Verify(wire, call.Attempt.Request.Head);
            reply = RerankDocuments.PutIn(ranked, (RerankRequest)call.Attempt.Request.Question);
        }
        if (reply is ChatReply { Choices: [var choice, ..] } chat)
        {
            call.Attempt.Finish = choice.Finish;
            if (call.IsTranslated && !call.Attempt.Sink.WantsSigned)
                reply = call.Attempt.Request.Continuations.Keep(chat, call.Attempt);
        }
        if (!call.TryBegin())
            return null;
        if (call.Attempt.Request.Head.Stream)
        {
            await call.Attempt.Sink.WriteEventsAsync(ReplyEvents.Of((ChatReply)reply), call.CancellationToken).ConfigureAwait(false);
            await call.Attempt.Sink.FlushAsync(call.CancellationToken).ConfigureAwait(false);
            return null;
        }
        await call.Attempt.Sink.WriteReplyAsync(reply, call.CancellationToken).ConfigureAwait(false);
        return null;
    }
}
