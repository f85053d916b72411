using System.Globalization;
using System.Text.Json;

namespace Parley.Dialects.Schemas;

/// <summary>The assertions of a schema that look at one value alone, and the reading of keywords.</summary>
internal static class SchemaAssertions
{
    private const int MostCompared = 200;

    public static string? Type(JsonElement value, JsonElement schema, string at)
    {
        if (!schema.TryGetProperty("type"u8, out var type))
            return null;
        if (type.ValueKind == JsonValueKind.String)
            return IsOf(value, type.GetString()!) ? null : $"{at} must be of type {type.GetString()}";
        if (type.ValueKind != JsonValueKind.Array)
            return null;
        foreach (var one in type.EnumerateArray())
        {
            if (one.ValueKind == JsonValueKind.String && IsOf(value, one.GetString()!))
                return null;
        }
        return $"{at} must be of one of the types {type.GetRawText()}";
    }

    /// <summary>Whether a word is one of JSON Schema's types; case does not matter, as Gemini writes them.</summary>
    public static bool IsType(string word) => word.ToLowerInvariant() is "object" or "array" or "string" or "boolean" or "null" or "number" or "integer";

    private static bool IsOf(JsonElement value, string type) => type.ToLowerInvariant() switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && (ExactNumber.Of(value)?.IsWhole ?? value.GetDouble() is var number && number == Math.Floor(number)),
        _ => true,
    };

    public static string? Equal(JsonElement value, JsonElement schema, string at)
    {
        if (schema.TryGetProperty("const"u8, out var constant) && !JsonElement.DeepEquals(value, constant))
            return $"{at} must be {constant.GetRawText()}";
        if (!schema.TryGetProperty("enum"u8, out var words) || words.ValueKind != JsonValueKind.Array)
            return null;
        foreach (var word in words.EnumerateArray())
        {
            if (JsonElement.DeepEquals(value, word))
                return null;
        }
        return $"{at} must be one of {words.GetRawText()}";
    }

    public static string? String(string text, JsonElement schema, string at, PatternPatience patience)
    {
        var length = new StringInfo(text).LengthInTextElements;
        var runes = text.EnumerateRunes().Count();
        if (Limit(schema, "minLength"u8) is { } least && runes < least)
            return $"{at} must have {least} characters at least";
        if (Limit(schema, "maxLength"u8) is { } most && Math.Min(runes, length) > most)
            return $"{at} must have {most} characters at most";
        return Text(schema, "pattern"u8) is { } pattern && patience.Matches(text, pattern) == false ? $"{at} does not match {pattern}" : null;
    }

    public static string? Number(JsonElement value, JsonElement schema, string at)
    {
        var minimum = Number(schema, "minimum"u8);
        var maximum = Number(schema, "maximum"u8);
        var (above, below) = (Bound(schema, "exclusiveMinimum"u8, minimum), Bound(schema, "exclusiveMaximum"u8, maximum));
        if (above is { } over && ExactNumber.Compare(value, over) <= 0)
            return $"{at} must be more than {over}";
        if (minimum is { } least && ExactNumber.Compare(value, least) < 0)
            return $"{at} must be at least {least}";
        if (below is { } under && ExactNumber.Compare(value, under) >= 0)
            return $"{at} must be less than {under}";
        if (maximum is { } most && ExactNumber.Compare(value, most) > 0)
            return $"{at} must be at most {most}";
        return Number(schema, "multipleOf"u8) is { } step && step.GetDouble() > 0 && !ExactNumber.IsMultiple(value, step) ? $"{at} must be a multiple of {step}" : null;
    }

    /// <summary>An exclusive bound: a number, or draft 4's word that the bound beside it is meant so.</summary>
    private static JsonElement? Bound(JsonElement schema, ReadOnlySpan<byte> keyword, JsonElement? beside) =>
        Number(schema, keyword) ?? (schema.TryGetProperty(keyword, out var word) && word.ValueKind == JsonValueKind.True ? beside : null);

    /// <summary>Whether an item occurs twice. Of many items only those are found that are spelled alike: to compare each with each would take the square of their number.</summary>
    public static bool HasTwins(JsonElement array)
    {
        var items = array.EnumerateArray().ToArray();
        if (items.Length > MostCompared)
            return items.Select(static item => item.GetRawText()).Distinct(StringComparer.Ordinal).Count() < items.Length;
        for (var i = 1; i < items.Length; i++)
        {
            if (Array.FindIndex(items, 0, i, earlier => JsonElement.DeepEquals(items[i], earlier)) >= 0)
                return true;
        }
        return false;
    }

    /// <summary>The text of a keyword; null where it is no text: a schema is a stranger's, and may hold anything.</summary>
    public static string? Text(JsonElement schema, ReadOnlySpan<byte> keyword) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(keyword, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    public static IEnumerable<JsonElement> Elements(JsonElement schema, ReadOnlySpan<byte> keyword) =>
        schema.TryGetProperty(keyword, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : Array.Empty<JsonElement>();

    public static long? Limit(JsonElement schema, ReadOnlySpan<byte> keyword) => Number(schema, keyword) is { } number ? (long)number.GetDouble() : null;

    private static JsonElement? Number(JsonElement schema, ReadOnlySpan<byte> keyword) =>
        schema.TryGetProperty(keyword, out var number) && number.ValueKind == JsonValueKind.Number ? number : null;
}
