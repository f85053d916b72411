using Parley.Configuration;
using Parley.Conversations;
using Parley.Dialects.Conversation;

namespace Parley.Providers.Upstream;

/// <summary>The vault as one caller sees it. Only conversations that are translated need it: within a dialect the caller carries what was signed.</summary>
/// <param name="Vault">The vault; null for a request that has none.</param>
/// <param name="Caller">Whose request it is.</param>
internal readonly record struct Continuations(ContinuationVault? Vault, CallerKey? Caller)
{
    /// <summary>The request with everything put back that the target's model signed.</summary>
    public ChatRequest PutBack(ChatRequest request, Target target, string dialect) =>
        Vault is { IsEmpty: false } vault && request.Dialect != dialect ? PutBack(vault, request, target, dialect) : request;

    private ChatRequest PutBack(ContinuationVault vault, ChatRequest request, Target target, string dialect)
    {
        var owner = Owner.Of(Caller);
        return SignedCall.PutBack(request, call => vault.Find(owner, target.Model, dialect, At(target, call)));
    }

    /// <summary>Keeps what was signed in an answer, and returns the answer without it.</summary>
    public ChatReply Keep(ChatReply reply, Attempt attempt)
    {
        if (Vault is null)
            return reply;
        var signed = SignedCall.Of(reply).ToArray();
        if (signed.Length == 0)
            return reply;
        Keep(signed, attempt);
        attempt.Log.Emulated("reasoning.signature", reply.Dialect, "kept for the next turn");
        return SignedCall.Take(reply, signed);
    }

    /// <summary>Keeps what was signed in an answer.</summary>
    public void Keep(IEnumerable<SignedCall> calls, Attempt attempt)
    {
        if (Vault is not { } vault)
            return;
        foreach (var call in calls)
        {
            var kept = attempt.Request.Question is ChatRequest asked ? call.After(asked.Messages) : call;
            vault.Keep(Owner.Of(Caller), attempt.Target.Model, kept with { Id = At(attempt.Target, kept.Id) });
        }
    }

    /// <summary>What a call needs its maker checks wherever it is served; what only goes with an answer may be sealed for one account, and does without at another.</summary>
    private static string At(Target target, string id) => SignedCall.NamesAnswer(id) ? $"{id} {target.Backend.Id}" : id;
}
