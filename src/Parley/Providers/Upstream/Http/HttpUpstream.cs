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
        var lane = Lane.Choose(attempt);
        // Read outside of the net that is spread for the backend's faults: an unreadable request is the caller's.
        if (lane.Wire is null)
            _ = attempt.Request.Conversation;
        Fault? fault;
        try
        {
            fault = await CallAsync(attempt, lane).ConfigureAwait(false);
        }
        catch (Exception exception) when (NetworkFaults.Of(exception, attempt) is { } known)
        {
            fault = known;
        }
        return attempt.Outcome(fault);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Fault?> CallAsync(Attempt attempt, Lane lane)
    {
        using var request = UpstreamRequest.Write(attempt, lane, out var refused);
        if (request is null)
            return refused;
        var backend = attempt.Target.Backend;
        var cancellationToken = attempt.Deadlines.Token;
        await auth.ApplyAsync(request, backend, cancellationToken).ConfigureAwait(false);
        var invoker = handlers.For(new ConnectionSettings(backend.Timeouts.Connect, !backend.BaseAddress.IsLoopback));
        using var response = await invoker.SendAsync(request, cancellationToken).ConfigureAwait(false);
        // The request's body goes back to the pool now, not when a long stream ends.
        request.Content!.Dispose();
        var call = new UpstreamCall(attempt, lane, response);
        if (!response.IsSuccessStatusCode)
            return await FaultReply.ReadAsync(call).ConfigureAwait(false);
        if (!call.IsStream)
            return await WholeReply.PassAsync(call).ConfigureAwait(false);
        return lane.Wire is null ? await TranslatedStream.PassAsync(call).ConfigureAwait(false) : await CopiedStream.PassAsync(call).ConfigureAwait(false);
    }
}
