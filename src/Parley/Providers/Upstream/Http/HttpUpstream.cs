using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Providers.Auth;

namespace Parley.Providers.Upstream;

/// <summary>
/// Calls backends over HTTP. Where caller and backend speak the same dialect and nobody needs to look inside, bytes are copied (the fast lane);
/// otherwise the request is translated to the backend's dialect and the reply back (the slow lane).
/// </summary>
internal sealed partial class HttpUpstream(UpstreamClient client, AuthSchemes auth, ILogger logger) : IUpstream
{
    public ValueTask<AttemptOutcome> SendAsync(Attempt attempt)
    {
        if (Lane.Choose(attempt) is not { } lane)
            return new(attempt.Outcome(OperationFaults.Of(attempt)));
        return lane.Wire is null ? TranslateAsync(attempt, lane) : CallAsync(attempt, lane, null);
    }

    /// <summary>Asks in the backend's own words; for what it lacks, in the ways that make up for it.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<AttemptOutcome> TranslateAsync(Attempt attempt, Lane lane)
    {
        // Read outside of the net that is spread for the backend's faults: an unreadable request is the caller's.
        _ = attempt.Request.Question;
        try
        {
            if (EmbeddingBatches.AreNeeded(attempt, lane))
                return await EmbeddingBatches.SendAsync(this, attempt, (IEmbeddingCodec)lane.Codec).ConfigureAwait(false);
            if (lane.Codec is IChatCodec chat && await MakeUpAsync(attempt, lane.Operation, chat).ConfigureAwait(false) is { } outcome)
                return outcome;
            var (asked, missing) = await TargetQuestion.PrepareAsync(attempt, lane).ConfigureAwait(false);
            return missing is null ? await CallAsync(attempt, lane, asked).ConfigureAwait(false) : attempt.Outcome(missing);
        }
        catch (Exception exception) when (NetworkFaults.Of(exception, attempt) is { } known)
        {
            return attempt.Outcome(known);
        }
    }

    /// <summary>Asks by way of what makes up for a lack; null when nothing is lacking.</summary>
    private ValueTask<AttemptOutcome?> MakeUpAsync(Attempt attempt, Operation operation, IChatCodec codec)
    {
        var profile = attempt.Target.Backend.Profile;
        return MakeUp.SendAsync(this, attempt, operation, codec.MostChoices(profile), codec.MostStops(profile, attempt.Target.Model));
    }

    private ValueTask<AttemptOutcome> DemandAsync(Attempt attempt, Lane lane, ChatRequest asked) =>
        DemandedJson.SendAsync(attempt, asked, (inner, question) => CallAsync(inner, lane, question));

    /// <summary>Makes one call.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="lane">How it goes.</param>
    /// <param name="asked">What is asked; null when the caller's bytes are copied.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<AttemptOutcome> CallAsync(Attempt attempt, Lane lane, ModelRequest? asked)
    {
        UpstreamMessage? begun = null;
        try
        {
            using var request = begun = UpstreamRequest.Write(attempt, lane, asked, out var refused);
            if (request is null)
                return attempt.Outcome(refused);
            if (DemandedJson.IsAsked(asked, attempt, lane.Codec.Dialect))
                return await DemandAsync(attempt, lane, (ChatRequest)asked!).ConfigureAwait(false);
            var backend = attempt.Target.Backend;
            var cancellationToken = attempt.Deadlines.Token;
            await auth.ApplyAsync(request, backend, cancellationToken).ConfigureAwait(false);
            using var response = await client.SendAsync(backend, request, cancellationToken).ConfigureAwait(false);
            attempt.IsRepeated |= request.IsRepeated;
            // The request's body goes back to the pool now, not when a long stream ends.
            request.Dispose();
            return attempt.Outcome(await PassAsync(new UpstreamCall(attempt, lane, response)).ConfigureAwait(false));
        }
        catch (Exception exception) when (NetworkFaults.Of(exception, attempt) is { } known)
        {
            attempt.IsRepeated |= begun is { IsRepeated: true };
            return known.Kind == FaultKind.Cancelled && begun is { IsSent: false } ? attempt.NotSent(known) : attempt.Outcome(known);
        }
        catch (Exception defect) when (begun is { IsSent: true } && !attempt.IsCommitted)
        {
            // Nothing but the answer was read yet: to the caller it is one that cannot be, and another target may be luckier.
            Unreadable(logger, defect, attempt.Target, attempt.Request.Asked.ReplyId ?? "-");
            return attempt.Outcome(NetworkFaults.Malformed("The backend's answer cannot be read.", attempt) with { Cause = NetworkFaults.Defect });
        }
    }

    private static ValueTask<Fault?> PassAsync(UpstreamCall call)
    {
        if (!call.Response.IsSuccess)
            return FaultReply.ReadAsync(call);
        if (!call.IsStream)
            return WholeReply.PassAsync(call);
        return call.Lane.Wire is null ? TranslatedStream.PassAsync(call) : CopiedStream.PassAsync(call);
    }

    [LoggerMessage(31, LogLevel.Error, "An answer of {Target} to {Exchange} cannot be read by a defect of the gateway")]
    private static partial void Unreadable(ILogger logger, Exception defect, Target target, string exchange);
}
