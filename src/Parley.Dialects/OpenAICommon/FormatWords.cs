using System.Collections.Frozen;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAICommon;

/// <summary>The types of a form besides OpenAI's <c>text</c>, <c>json_object</c> and <c>json_schema</c>: kept whole for those that have them, and lost elsewhere. Any other word is a mistake.</summary>
/// <remarks><c>grammar</c> and <c>python</c> are OpenAI's (openai-openapi); <c>grammar</c> also Fireworks', <c>regex</c> and <c>json</c> those of Text Generation Inference, <c>structural_tag</c> and <c>ebnf</c> those of vLLM and SGLang.</remarks>
internal static class FormatWords
{
    private static readonly FrozenSet<string> Known = FrozenSet.Create(StringComparer.Ordinal, "grammar", "python", "regex", "json", "structural_tag", "ebnf");

    /// <summary>Demands one of these.</summary>
    /// <param name="type">The word; null when there is none.</param>
    /// <param name="body">The body.</param>
    /// <param name="start">Where the form begins.</param>
    public static void Demand(string? type, ReadOnlyMemory<byte> body, int start)
    {
        if (type is not null && Known.Contains(type))
            return;
        var place = JsonPlace.Of(body.Span, start) + ".type";
        throw new WireFormatException(place, $"{place} must be text, json_object or json_schema.");
    }
}
