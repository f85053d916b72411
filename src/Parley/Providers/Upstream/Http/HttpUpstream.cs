using System.Runtime.CompilerServices;
using Parley.Dialects.Conversation;
using Parley.Providers.Auth;

namespace Parley.Providers.Upstream;

/// <summary>
/// Calls backends over HTTP. Where caller and backend speak the same dialect and nobody needs to look inside, bytes are copied (the fast lane);
/// otherwise the request is translated to the backend's dialect and the reply back (the slow lane).
/// </summary>
internal sealed class HttpUpstream(UpstreamHandlers handlers, AuthSchemes auth) : IUpstream
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<AttemptOutcome> SendAsync(Attempt attempt)
    {
        if (Lane.Choose(attempt) is not { } lane)
            return attempt.Outcome(OperationFaults.Of(attempt));
        // Read outside of the net that is spread for the backend's faults: an unreadable request is the caller's.
        if (lane.Wire is null)
            _ = attempt.Request.Question;
        if (EmbeddingBatches.AreNeeded(attempt, lane))
            return await EmbeddingBatches.SendAsync(this, attempt).ConfigureAwait(false);
        try
        {
            using var request = UpstreamRequest.Write(attempt, lane, out var refused);
            if (request is null)
                return attempt.Outcome(refused);
            var backend = attempt.Target.Backend;
            var cancellationToken = attempt.Deadlines.Token;
            await auth.ApplyAsync(request, backend, cancellationToken).ConfigureAwait(false);
            var invoker = handlers.For(new ConnectionSettings(backend.Timeouts.Connect, !backend.BaseAddress.IsLoopback));
            using var response = await invoker.SendAsync(request, cancellationToken).ConfigureAwait(false);
            // The request's body goes back to the pool now, not when a long stream ends.
            request.Content!.Dispose();
            return attempt.Outcome(await PassAsync(new UpstreamCall(attempt, lane, response)).ConfigureAwait(false));
        }
        catch (Exception exception) when (NetworkFaults.Of(exception, attempt) is { } known)
        {
            return attempt.Outcome(known);
        }
    }

    private static ValueTask<Fault?> PassAsync(UpstreamCall call)
    {
        if (!call.Response.IsSuccessStatusCode)
            return FaultReply.ReadAsync(call);
        if (!call.IsStream)
            return WholeReply.PassAsync(call);
        return call.Lane.Wire is null ? TranslatedStream.PassAsync(call) : CopiedStream.PassAsync(call);
    }
}
