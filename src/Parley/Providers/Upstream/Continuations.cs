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
    public ChatRequest PutBack(ChatRequest request, Target target, string dialect)
    {
        if (Vault is not { IsEmpty: false } vault || request.Dialect == dialect)
            return request;
        var owner = Owner.Of(Caller);
        return SignedCall.PutBack(request, call => vault.Find(owner, target.Model, dialect, call));
    }

    /// <summary>Keeps what was signed in an answer, and returns the answer without it.</summary>
    public ChatReply Keep(ChatReply reply, Target target, ConversionLog log)
    {
        if (Vault is null)
            return reply;
        var signed = SignedCall.Of(reply).ToList();
        if (signed.Count == 0)
            return reply;
        Keep(signed, target);
        log.Emulated("reasoning.signature", reply.Dialect, "kept for the next turn");
        return SignedCall.Take(reply, signed);
    }

    /// <summary>Keeps what was signed in an answer.</summary>
    public void Keep(IEnumerable<SignedCall> calls, Target target)
    {
        if (Vault is not { } vault)
            return;
        foreach (var call in calls)
            vault.Keep(Owner.Of(Caller), target.Model, call);
    }
}
