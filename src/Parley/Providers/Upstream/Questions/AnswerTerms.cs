using System.Globalization;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;

namespace Parley.Providers.Upstream;

/// <summary>How long answers to a key may be.</summary>
/// <param name="Usual">The most tokens where a request does not say it; null leaves it open.</param>
/// <param name="Most">The most tokens whatever it says; null for any number.</param>
internal sealed record AnswerTerms(int? Usual, int? Most)
{
    /// <summary>The terms of a key for a request; null where nothing can change, so that it may pass untouched.</summary>
    public static AnswerTerms? Of(CallerKey? caller, RequestHead head, OperationKind kind)
    {
        if (caller is null or { MaxTokens: null, MaxTokensLimit: null } || kind is not (OperationKind.Chat or OperationKind.FillIn))
            return null;
        // Servers have several members for it: which of them they go by the head does not say, so that only what is read whole can be held to a limit.
        return caller.MaxTokensLimit is not null || head.MaxTokens is null ? new AnswerTerms(caller.MaxTokens, caller.MaxTokensLimit) : null;
    }

    /// <summary>The most tokens of an answer to a request that says so many; null when nobody says it.</summary>
    public int? MostOf(int? said) => (said ?? Usual) is { } wanted && !(wanted > Most) ? wanted : Most;

    /// <summary>The request under these terms.</summary>
    public ChatRequest Apply(ChatRequest chat, ConversionLog log)
    {
        if (Most is not null)
            chat = LimitMembers.Drop(chat, log);
        var (wanted, most) = (chat.MaxTokens ?? Usual, MostOf(chat.MaxTokens));
        if (wanted > most)
            log.Clamped("max_tokens", wanted.Value.ToString(CultureInfo.InvariantCulture), most.Value.ToString(CultureInfo.InvariantCulture));
        return chat with { MaxTokens = most };
    }
}
