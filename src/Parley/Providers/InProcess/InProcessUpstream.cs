using Microsoft.Extensions.Logging;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;

namespace Parley.Providers.InProcess;

/// <summary>Asks backends that are code. They chat, whole or in steps, and may give vectors; what they lack is made up for.</summary>
internal sealed class InProcessUpstream(CodeLives lives, ILogger logger) : IUpstream
{
    public async ValueTask<AttemptOutcome> SendAsync(Attempt attempt)
    {
        var backend = attempt.Target.Backend.InProcess!;
        // Read outside of the net that is spread for the backend's faults: an unreadable request is the caller's.
        var question = attempt.Request.Question;
        // Code may think or block, which others on a socket's thread would wait for.
        if (!attempt.Request.IsOwn)
            await Task.Yield();
        try
        {
            if (!lives.IsStarted(backend) && await new CodeCall(attempt, logger).StartAsync(lives).ConfigureAwait(false) is { } notStarted)
                return attempt.Outcome(notStarted);
            if (question is EmbeddingRequest embedding)
                return attempt.Outcome(await EmbedAsync(attempt, embedding).ConfigureAwait(false));
            if (question is not ChatRequest || !backend.Abilities.Chat || attempt.Request.Head.Demand is not null)
                return attempt.Outcome(OperationFaults.Of(attempt));
            if (await MakeUp.SendAsync(this, attempt, null, backend.MostChoices, backend.MostStopSequences).ConfigureAwait(false) is { } outcome)
                return outcome;
            return await AskAsync(attempt).ConfigureAwait(false);
        }
        catch (BackendFaultException told)
        {
            return attempt.Outcome(CodeCall.Told(told, attempt));
        }
        catch (Exception exception) when (NetworkFaults.Of(exception, attempt) is { } known)
        {
            return attempt.Outcome(known);
        }
    }

    private async ValueTask<AttemptOutcome> AskAsync(Attempt attempt)
    {
        if (TargetQuestion.Of(attempt, InProcessBackend.Word, out var refused) is not ChatRequest chat || refused is not null)
            return attempt.Outcome(refused);
        if (Unaskable.Of(chat, InProcessBackend.Word, attempt) is { } unaskable)
            return attempt.Outcome(unaskable);
        return await CallAsync(attempt, chat).ConfigureAwait(false);
    }

    private async ValueTask<AttemptOutcome> CallAsync(Attempt attempt, ChatRequest chat)
    {
        var abilities = attempt.Target.Backend.Abilities;
        var asked = InProcessQuestion.Of(chat, abilities, attempt.Log);
        attempt.Target.Backend.InProcess!.RecordLosses(asked, attempt.Log);
        if (LossFault.Of(attempt) is { } loss)
            return attempt.Outcome(loss);
        if (DemandedJson.IsAsked(chat, attempt, InProcessBackend.Word))
            return await DemandedJson.SendAsync(attempt, chat, CallAsync).ConfigureAwait(false);
        var call = new CodeCall(attempt, logger);
        return attempt.Outcome(asked.Stream && abilities.Streaming ? await call.StreamAsync(asked).ConfigureAwait(false) : await call.ReplyAsync(asked).ConfigureAwait(false));
    }

    private async ValueTask<Fault?> EmbedAsync(Attempt attempt, EmbeddingRequest embedding)
    {
        var (reply, fault) = await new CodeCall(attempt, logger).AskAsync(attempt.Target.Backend.InProcess!.EmbedAsync, embedding with { Model = attempt.Target.Model }).ConfigureAwait(false);
        if (fault is not null)
            return fault;
        if (reply?.Vectors is null || reply.Vectors.Count != embedding.Inputs.Count)
            return NetworkFaults.Malformed($"The backend answered {embedding.Inputs.Count} texts with {reply?.Vectors?.Count ?? 0} vectors.", attempt);
        attempt.Usage = reply.Usage;
        if (InnerSink.TryBegin(attempt, new ReplyHead(attempt.Target, [], attempt.Log)))
            await attempt.Sink.WriteReplyAsync(reply with { Model = reply.Model ?? attempt.Target.Model }, attempt.Deadlines.Token).ConfigureAwait(false);
        return null;
    }
}
