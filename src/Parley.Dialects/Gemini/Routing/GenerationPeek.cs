using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>What routing needs of <c>generationConfig</c>.</summary>
/// <param name="Needs">Schema and thoughts.</param>
/// <param name="MaxTokens">The limit.</param>
/// <param name="Choices">How many answers are wanted; 0 when nothing is said.</param>
internal readonly record struct GenerationPeek(RequestNeeds Needs, int? MaxTokens, int Choices)
{
    public static GenerationPeek Of(RawJson config)
    {
        if (config.Kind is JsonValueKind.Undefined or JsonValueKind.Null)
            return default;
        if (config.Kind != JsonValueKind.Object)
            throw new WireFormatException("generationConfig", "generationConfig must be an object.");
        var members = new JsonMembers(config.Utf8);
        var needs = RequestNeeds.None;
        int? limit = null;
        var (hasLimit, choices) = (false, 0);
        while (members.Next(out var name, out var value))
        {
            if (value.Kind == JsonValueKind.Null)
                continue;
            if (name.SequenceEqual("maxOutputTokens"u8) || name.SequenceEqual("max_output_tokens"u8))
                limit = Limit(value, ref hasLimit);
            else if ((name.SequenceEqual("candidateCount"u8) || name.SequenceEqual("candidate_count"u8)) && Utf8Parser.TryParse(value.Utf8.Span, out int number, out _))
                choices = Math.Max(choices, number);
            else if (name.SequenceEqual("responseSchema"u8) || name.SequenceEqual("response_schema"u8) || name.SequenceEqual("responseJsonSchema"u8) || name.SequenceEqual("response_json_schema"u8))
                needs |= RequestNeeds.JsonSchema;
            else if ((name.SequenceEqual("thinkingConfig"u8) || name.SequenceEqual("thinking_config"u8)) && !IsOff(value))
                needs |= RequestNeeds.Reasoning;
        }
        return new GenerationPeek(needs, limit, choices);
    }

    private static int? Limit(RawJson value, ref bool seen)
    {
        if (seen)
            throw new WireFormatException("generationConfig.maxOutputTokens", "generationConfig.maxOutputTokens occurs twice.");
        seen = true;
        if (value.Kind != JsonValueKind.Number || !double.TryParse(Encoding.UTF8.GetString(value.Utf8.Span), System.Globalization.CultureInfo.InvariantCulture, out var number)
            || number != Math.Truncate(number) || Math.Abs(number) > int.MaxValue)
            throw new WireFormatException("generationConfig.maxOutputTokens", "generationConfig.maxOutputTokens must be a whole number within 32 bits.");
        return (int)number;
    }

    /// <summary>A budget of 0 switches thinking off.</summary>
    private static bool IsOff(RawJson thinking)
    {
        var node = Schemas.SchemaNode.Of(thinking);
        var budget = node.Has("thinkingBudget") ? node["thinkingBudget"] : node["thinking_budget"];
        return budget.Utf8.Span.SequenceEqual("0"u8);
    }
}
