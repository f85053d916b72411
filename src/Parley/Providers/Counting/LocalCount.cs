using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Providers.Upstream;
using Parley.Tokens.Prompts;

namespace Parley.Providers.Counting;

/// <summary>Counts tokens where the backend cannot be asked to. The number is an estimate, and the answer says so.</summary>
internal sealed class LocalCount : IUpstream
{
    public async ValueTask<AttemptOutcome> SendAsync(Attempt attempt)
    {
        var request = (CountRequest)attempt.Request.Question;
        if (Refused(request, attempt) is { } refusal)
            return attempt.Outcome(refusal);
        if (!attempt.Sink.TryCommit(attempt))
            return attempt.Outcome(null);
        // Long prompts take milliseconds, which others on a socket's thread would wait.
        await Task.Yield();
        var tokens = PromptTokens.Count(request.Chat with { Model = attempt.Target.Model });
        attempt.Log.Emulated("count_tokens", null, "estimate");
        attempt.CommittedAfter = attempt.Deadlines.Elapsed;
        attempt.Sink.Begin(new ReplyHead(attempt.Target, [], attempt.Log));
        await attempt.Sink.WriteReplyAsync(new CountReply { Tokens = tokens, Model = request.Model }, attempt.Deadlines.Token).ConfigureAwait(false);
        return attempt.Outcome(null) with { IsSent = false };
    }

    /// <summary>The refusal of a prompt that the backend could not be asked with; null when it could. What code makes of a prompt is its own affair.</summary>
    private static Fault? Refused(CountRequest request, Attempt attempt)
    {
        var backend = attempt.Target.Backend;
        if (backend.InProcess is not null || KnownDialects.Find(attempt.Request.Operation.Codec.Dialect)?.First(OperationKind.Chat) is not { } usual)
            return null;
        var asked = backend.Answering(usual, attempt.Target.Model) is { } chat ? HostedSearch.In(chat, request.Chat, attempt.Target).Codec.Dialect : "";
        return TargetQuestion.Uncountable(request, asked, attempt);
    }
}
