using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;

namespace Parley.Providers.Echo;

/// <summary>Answers with the last user text, word by word when streaming, as often as is asked, up to the first stop sequence and in the form that is demanded; calls a tool when the prompt or the tool choice asks for one. See <see cref="EchoScript"/> for faults and delays.</summary>
internal sealed class EchoUpstream(TimeProvider time) : IUpstream
{
    public async ValueTask<AttemptOutcome> SendAsync(Attempt attempt)
    {
        if (Lane.OperationOf(attempt) is null)
            return attempt.Outcome(OperationFaults.Of(attempt));
        if (attempt.Request.Question is not ChatRequest request)
            return attempt.Outcome(new Fault(FaultKind.Unsupported, $"{attempt.Target.Backend.Id} only chats.") { Code = "unsupported_operation", Backend = attempt.Target.Backend.Id });
        if (Unaskable.Of(request, "", attempt) is { } refusal)
            return attempt.Outcome(refusal);
        if (ManyChoices.TooMany(attempt, request) is { } many)
            return attempt.Outcome(many);
        if (NoModel.AnswerTo(attempt) is { } reply)
            return await NoModel.SendAsync(attempt, reply, EchoReply.Model).ConfigureAwait(false);
        if (NoTokens.AreAsked(attempt, operation: null))
            return await NoTokens.AnswerAsync(attempt, EchoReply.Model).ConfigureAwait(false);
        request = Unaskable.WithoutHosted(request, "", attempt.Log);
        Fault? fault;
        try
        {
            fault = await AnswerAsync(attempt, request).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            fault = NetworkFaults.Ended(attempt);
        }
        return attempt.Outcome(fault);
    }

    private async ValueTask<Fault?> AnswerAsync(Attempt attempt, ChatRequest request)
    {
        var script = EchoScript.Read(EchoPrompt.LastUserText(request));
        await PauseAsync(script.Delay, attempt).ConfigureAwait(false);
        if (script is { FaultAfter: null, Fault: { } fault })
            return fault;
        if (EchoForm.Of(attempt, script.Text, request.ResponseFormat, out var refusal) is not { } text)
            return refusal;
        if (!attempt.Sink.TryCommit(attempt))
            return null;
        attempt.CommittedAfter = attempt.Deadlines.Elapsed;
        attempt.Sink.Begin(new ReplyHead(attempt.Target, [], attempt.Log));
        var reply = EchoReply.Of(request, script with { Text = text }, attempt.Request.Asked);
        attempt.Usage = reply.Usage;
        attempt.Finish = reply.Choices[0].Finish;
        if (request.Stream)
            return await StreamAsync(attempt, EchoReply.Pieces(reply), script).ConfigureAwait(false);
        await attempt.Sink.WriteReplyAsync(reply, attempt.Deadlines.Token).ConfigureAwait(false);
        return null;
    }

    private async ValueTask<Fault?> StreamAsync(Attempt attempt, List<ChatEvent> events, EchoScript script)
    {
        var burst = new List<ChatEvent>(1);
        for (var i = 0; i < events.Count; i++)
        {
            if (i == script.FaultAfter)
                return script.Fault;
            if (i > 0)
                await PauseAsync(script.Pace, attempt).ConfigureAwait(false);
            burst.Clear();
            burst.Add(events[i]);
            attempt.Deadlines.Progress();
            await attempt.Sink.WriteEventsAsync(burst, attempt.Deadlines.Token).ConfigureAwait(false);
            await attempt.Sink.FlushAsync(attempt.Deadlines.Token).ConfigureAwait(false);
        }
        return null;
    }

    private Task PauseAsync(TimeSpan pause, Attempt attempt) =>
        pause <= TimeSpan.Zero ? Task.CompletedTask : Task.Delay(pause, time, attempt.Deadlines.Token);
}
