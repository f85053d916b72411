using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Providers.Auth;
using Parley.Providers.Upstream;

namespace Parley.Providers.Rest;

/// <summary>Calls servers that speak no known dialect and are described by a <see cref="RestShape"/>: a template out, places in the answer back. They chat, in text alone.</summary>
internal sealed class RestUpstream(UpstreamHandlers handlers, AuthSchemes auth, TimeProvider time) : IUpstream
{
    public async ValueTask<AttemptOutcome> SendAsync(Attempt attempt)
    {
        var shape = attempt.Target.Backend.Provider.Rest!;
        // Read outside of the net that is spread for the backend's faults: an unreadable request is the caller's.
        _ = attempt.Request.Question;
        var stops = RestBody.Names(shape.Body, "stop") ? int.MaxValue : 0;
        try
        {
            if (await MakeUp.SendAsync(this, attempt, operation: null, choices: 1, stops).ConfigureAwait(false) is { } outcome)
                return outcome;
        }
        catch (Exception exception) when (NetworkFaults.Of(exception, attempt) is { } known)
        {
            return attempt.Outcome(known);
        }
        return await AskAsync(attempt, shape).ConfigureAwait(false);
    }

    private async ValueTask<AttemptOutcome> AskAsync(Attempt attempt, RestShape shape)
    {
        var backend = attempt.Target.Backend;
        if (TargetQuestion.Of(attempt, RestNames.Dialect, out var refused) is not ChatRequest chat)
            return attempt.Outcome(new Fault(FaultKind.Unsupported, $"The backend {backend.Id} ({backend.Provider.DisplayName}) only chats.") { Code = "unsupported_operation", Backend = backend.Id });
        return refused is null ? await CallAsync(attempt, shape, chat).ConfigureAwait(false) : attempt.Outcome(refused);
    }

    private async ValueTask<AttemptOutcome> CallAsync(Attempt attempt, RestShape shape, ChatRequest chat)
    {
        var streams = chat.Stream && shape.Stream is not null;
        var body = RestBody.Write(shape.Body, chat, streams, attempt.Log);
        if (LossFault.Of(attempt) is { } loss)
            return attempt.Outcome(loss);
        try
        {
            if (DemandedJson.IsAsked(chat, attempt, RestNames.Dialect))
                return await DemandedJson.SendAsync(attempt, chat, (inner, question) => CallAsync(inner, shape, question)).ConfigureAwait(false);
            var call = new RestCall(handlers, auth, attempt);
            using var response = await call.PostAsync(shape.Path.Replace("{model}", Escaped(attempt.Target.Model), StringComparison.Ordinal), body).ConfigureAwait(false);
            if (!response.IsSuccess)
                return attempt.Outcome(await RestFaults.ReadAsync(shape, attempt, response).ConfigureAwait(false));
            return attempt.Outcome(streams ? await StreamAsync(shape, call, response).ConfigureAwait(false) : await WholeAsync(shape, call, response).ConfigureAwait(false));
        }
        catch (Exception exception) when (NetworkFaults.Of(exception, attempt) is { } known)
        {
            return attempt.Outcome(known);
        }
    }

    private static async ValueTask<Fault?> StreamAsync(RestShape shape, RestCall call, UpstreamResponse first)
    {
        if (shape.Stream!.Address is not { } place)
            return await PassAsync(shape, call.Attempt, first).ConfigureAwait(false);
        using var answer = await RestAnswer.ReadAsync(first, call.Attempt).ConfigureAwait(false);
        if (answer.Text(place) is not { } address)
            return RestFaults.Of(shape, call.Attempt, answer) ?? NetworkFaults.Malformed("The backend's answer holds no address of a stream.", call.Attempt);
        using var stream = await call.GetAsync(address, "text/event-stream").ConfigureAwait(false);
        return stream.IsSuccess ? await PassAsync(shape, call.Attempt, stream).ConfigureAwait(false) : await RestFaults.ReadAsync(shape, call.Attempt, stream).ConfigureAwait(false);
    }

    private static ValueTask<Fault?> PassAsync(RestShape shape, Attempt attempt, UpstreamResponse response) =>
        TranslatedStream.PassAsync(CallOf(attempt, response), shape.Stream!.Framing, new RestDecoder(shape));

    private async ValueTask<Fault?> WholeAsync(RestShape shape, RestCall call, UpstreamResponse first)
    {
        var attempt = call.Attempt;
        var answer = await RestAnswer.ReadAsync(first, attempt).ConfigureAwait(false);
        string? address = null;
        // How long that may take is the attempt's own deadline.
        while (shape.Poll is { } poll && IsUnderWay(poll, answer) && (address = answer.Text(poll.Address) ?? address) is not null)
        {
            answer.Dispose();
            await Task.Delay(poll.Every, time, attempt.Deadlines.Token).ConfigureAwait(false);
            using var next = await call.GetAsync(address, "application/json").ConfigureAwait(false);
            if (!next.IsSuccess)
                return await RestFaults.ReadAsync(shape, attempt, next).ConfigureAwait(false);
            answer = await RestAnswer.ReadAsync(next, attempt).ConfigureAwait(false);
        }
        using (answer)
            return await PassAsync(shape, attempt, first, answer).ConfigureAwait(false);
    }

    private static async ValueTask<Fault?> PassAsync(RestShape shape, Attempt attempt, UpstreamResponse first, RestAnswer answer)
    {
        attempt.Deadlines.Progress();
        if (shape.Poll is { } poll && IsFailed(poll, answer))
            return RestFaults.Of(shape, attempt, answer) ?? RestFaults.Provider($"The provider ended the work with the status {answer.Text(poll.Status)}.") with { Backend = attempt.Target.Backend.Id };
        if (answer.Text(shape.Reply.Text) is null)
            return RestFaults.Of(shape, attempt, answer) ?? NetworkFaults.Malformed("The backend's answer holds no text.", attempt);
        var reply = EstimatedUsage.Complete(RestReply.Of(shape.Reply, answer), attempt);
        attempt.Usage = reply.Usage;
        attempt.Finish = reply.Choices[0].Finish;
        if (!CallOf(attempt, first).TryBegin())
            return null;
        if (attempt.Request.Head.Stream)
            await attempt.Sink.WriteEventsAsync(ReplyEvents.Of(reply), attempt.Deadlines.Token).ConfigureAwait(false);
        else
            await attempt.Sink.WriteReplyAsync(reply, attempt.Deadlines.Token).ConfigureAwait(false);
        await attempt.Sink.FlushAsync(attempt.Deadlines.Token).ConfigureAwait(false);
        return null;
    }

    /// <summary>The call, as if in the caller's own operation: nothing of it is read by a codec.</summary>
    private static UpstreamCall CallOf(Attempt attempt, UpstreamResponse response) => new(attempt, new Lane(attempt.Request.Operation, null), response);

    /// <summary>An answer that says nothing of the work is under way as long as it says where to ask again.</summary>
    private static bool IsUnderWay(RestPolling poll, RestAnswer answer) =>
        answer.Text(poll.Status) is { } status ? !poll.Done.Contains(status) && !poll.Failed.Contains(status) : answer.Text(poll.Address) is not null;

    private static bool IsFailed(RestPolling poll, RestAnswer answer) => answer.Text(poll.Status) is { } status && poll.Failed.Contains(status);

    /// <summary>A name with a slash is two parts of a path.</summary>
    private static string Escaped(string model) => string.Join('/', model.Split('/').Select(Uri.EscapeDataString));
}
