using System.Globalization;
using System.Text.Json;

namespace Parley.Dialects.Schemas;

/// <summary>Which members of a schema hold schemas, and what those speak of. Definitions are none of them: they say something only where they are referred to.</summary>
internal static class SchemaKeywords
{
    /// <summary>Keywords whose schemas speak of the same value.</summary>
    private static readonly string[] OfTheSame = ["allOf", "anyOf", "oneOf", "not", "if", "then", "else"];

    private static readonly string[] OfTheSameByName = ["dependentSchemas", "dependencies"];

    /// <summary>Keywords whose schemas speak of what is in the value.</summary>
    private static readonly string[] OfWhatIsInside = ["items", "prefixItems", "additionalItems", "contains", "additionalProperties", "propertyNames"];

    private static readonly string[] OfWhatIsInsideByName = ["properties", "patternProperties"];

    /// <summary>The schemas that speak of the same value, each with its place.</summary>
    public static IEnumerable<(string Place, JsonElement Schema)> InPlace(JsonElement schema) => Under(schema, OfTheSame, OfTheSameByName);

    /// <summary>All schemas that stand within a schema, each with its place.</summary>
    public static IEnumerable<(string Place, JsonElement Schema)> Within(JsonElement schema) => InPlace(schema).Concat(Under(schema, OfWhatIsInside, OfWhatIsInsideByName));

    private static IEnumerable<(string Place, JsonElement Schema)> Under(JsonElement schema, string[] keywords, string[] maps)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            yield break;
        foreach (var keyword in keywords)
        {
            if (!schema.TryGetProperty(keyword, out var inner))
                continue;
            if (inner.ValueKind != JsonValueKind.Array)
            {
                yield return (keyword, inner);
                continue;
            }
            var index = 0;
            foreach (var one in inner.EnumerateArray())
                yield return (string.Create(CultureInfo.InvariantCulture, $"{keyword}[{index++}]"), one);
        }
        foreach (var map in maps)
        {
            if (!schema.TryGetProperty(map, out var inner) || inner.ValueKind != JsonValueKind.Object)
                continue;
            foreach (var member in inner.EnumerateObject())
                yield return ($"{map}.{member.Name}", member.Value);
        }
    }
}
