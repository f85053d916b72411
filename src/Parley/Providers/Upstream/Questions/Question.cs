using Parley.Dialects;
using Parley.Dialects.Conversation;

namespace Parley.Providers.Upstream;

/// <summary>What a target is asked when the request is translated.</summary>
internal static class Question
{
    /// <summary>
    /// The caller's question under the target's own name of the model, with the operator's defaults, with what its model signed in earlier turns, and with the bytes of media that it does not take by address.
    /// </summary>
    /// <returns>The question, or the fault of a medium that cannot be fetched.</returns>
    public static async ValueTask<(ModelRequest Asked, Fault? Fault)> PrepareAsync(Attempt attempt, Lane lane)
    {
        var (request, target) = (attempt.Request, attempt.Target);
        if (request.Question is not ChatRequest chat)
            return (request.Question with { Model = target.Model }, null);
        chat = request.Continuations.PutBack(chat, target, lane.Codec.Dialect);
        Fault? fault = null;
        if (request.Media is { } media)
            (fault, chat) = await media.InlineAsync(chat, (IChatCodec)lane.Codec, target.Backend.Profile, attempt.Deadlines.Token).ConfigureAwait(false);
        return (DefaultParameters.Fill(chat, target.Backend.Defaults) with { Model = target.Model, Stream = request.Head.Stream }, fault);
    }
}
