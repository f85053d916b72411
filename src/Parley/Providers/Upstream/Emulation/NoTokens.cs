using Parley.Dialects;
using Parley.Dialects.Conversation;

namespace Parley.Providers.Upstream;

/// <summary>
/// An answer of no tokens: OpenAI's older completions take <c>max_tokens: 0</c>, with which clients ask for the prompt alone (<c>echo</c>). No chat takes such a limit, and there is nothing to ask a model for: no call is made.
/// </summary>
internal static class NoTokens
{
    /// <summary>Whether that is asked of a target that has not the caller's own operation.</summary>
    public static bool AreAsked(Attempt attempt, Operation? operation) =>
        !ReferenceEquals(operation, attempt.Request.Operation) && attempt.Request.Question is ChatRequest { MaxTokens: 0 };

    /// <summary>Answers.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="model">Who answers, as its answers say it.</param>
    public static async ValueTask<AttemptOutcome> AnswerAsync(Attempt attempt, string model)
    {
        var asked = attempt.Request.Asked;
        attempt.Log.Emulated("max_tokens", "0", "an empty answer without a call");
        var count = ((ChatRequest)attempt.Request.Question).Sampling.Choices ?? 1;
        var reply = new ChatReply
        {
            Id = asked.ReplyId,
            Model = model,
            Created = asked.Created,
            Choices = [.. Enumerable.Range(0, count).Select(static index => new Choice(index, [], new Finish(FinishReason.Length)))],
            Usage = new Usage { Input = TokenCount.Estimated(Math.Max(1, asked.EstimatedInputTokens)), Output = TokenCount.Exact(0) },
        };
        attempt.Usage = reply.Usage;
        await FoldingSink.DeliverAsync(attempt, new ReplyHead(attempt.Target, [], attempt.Log), reply).ConfigureAwait(false);
        return attempt.Outcome(null);
    }
}
