using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Conversation;

/// <summary>How a provider serves a request, which says what its tokens cost. The provider's own word stands in the reply.</summary>
public enum ServiceTier : byte
{
    /// <summary>Nobody says it.</summary>
    Unknown,

    /// <summary>As any other.</summary>
    Standard,

    /// <summary>Some time within a day, cheaper.</summary>
    Batch,

    /// <summary>When there is room, cheaper.</summary>
    Flex,

    /// <summary>Before others, dearer.</summary>
    Priority,

    /// <summary>In a way that has no price for tokens, as out of what was bought ahead.</summary>
    Other,
}

/// <summary>The words for the tiers, which the dialects share.</summary>
internal static class ServiceTiers
{
    /// <summary>The tier that a member names.</summary>
    public static ServiceTier Read(RawJson value) => value.Kind == JsonValueKind.String ? Of(value.Utf8.Span[1..^1]) : ServiceTier.Unknown;

    /// <summary>The tier of a word: OpenAI's, Anthropic's, Groq's (<c>on_demand</c>) and Google's.</summary>
    public static ServiceTier Of(ReadOnlySpan<byte> word)
    {
        if (word.IsEmpty || word.SequenceEqual("unspecified"u8))
            return ServiceTier.Unknown;
        if (word.SequenceEqual("default"u8) || word.SequenceEqual("auto"u8) || word.SequenceEqual("standard"u8) || word.SequenceEqual("standard_only"u8) || word.SequenceEqual("on_demand"u8))
            return ServiceTier.Standard;
        if (word.SequenceEqual("priority"u8))
            return ServiceTier.Priority;
        if (word.SequenceEqual("flex"u8))
            return ServiceTier.Flex;
        return word.SequenceEqual("batch"u8) ? ServiceTier.Batch : ServiceTier.Other;
    }

    /// <summary>The same of a word that was read.</summary>
    public static ServiceTier Of(string? word) => word is null ? ServiceTier.Unknown : Of(System.Text.Encoding.UTF8.GetBytes(word));
}
