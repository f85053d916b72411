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
        if (!attempt.Sink.TryCommit(attempt))
            return attempt.Outcome(null);
        // Long prompts take milliseconds, which others on a socket's thread would wait.
        await Task.Yield();
        var tokens = PromptTokens.Count(request.Chat with { Model = attempt.Target.Model });
        attempt.Log.Emulated("count_tokens", null, "estimate");
        attempt.CommittedAfter = attempt.Deadlines.Elapsed;
        attempt.Sink.Begin(new ReplyHead(attempt.Target, [], attempt.Log));
        await attempt.Sink.WriteReplyAsync(new CountReply { Tokens = tokens, Model = request.Model }, attempt.Deadlines.Token).ConfigureAwait(false);
        return attempt.Outcome(null);
    }
}
