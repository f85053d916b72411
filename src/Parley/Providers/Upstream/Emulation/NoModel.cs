using Parley.Dialects;
using Parley.Dialects.Conversation;

namespace Parley.Providers.Upstream;

/// <summary>Requests that ask a server and no model: Ollama's clients load and unload models by a chat without messages. Where nothing is to be loaded, they are told that it is done, and no call is made.</summary>
internal static class NoModel
{
    /// <summary>The answer in the caller's dialect; null for a request that a model must answer.</summary>
    public static ChatReply? AnswerTo(Attempt attempt) =>
        attempt.Request.Operation.Codec is IChatCodec codec && attempt.Request.Question is ChatRequest chat ? codec.AnswerWithoutModel(chat) : null;

    /// <summary>Gives it.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="reply">The answer.</param>
    /// <param name="model">Who answers, as its answers say it.</param>
    public static async ValueTask<AttemptOutcome> SendAsync(Attempt attempt, ChatReply reply, string model)
    {
        var asked = attempt.Request.Asked;
        attempt.Log.Emulated("messages", null, "an answer without a call");
        await FoldingSink.DeliverAsync(attempt, new ReplyHead(attempt.Target, [], attempt.Log), reply with { Id = asked.ReplyId, Model = model, Created = asked.Created }).ConfigureAwait(false);
        return attempt.Outcome(null);
    }
}
