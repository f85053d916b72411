using System.Globalization;
using System.Text.Json;

namespace Parley.Dialects.Schemas;

/// <summary>
/// Checks a JSON value against a JSON Schema: the assertions of draft 2020-12 and the spellings of earlier drafts (<c>definitions</c>, <c>nullable</c> of OpenAPI, <c>exclusiveMinimum: true</c> of draft 4).
/// </summary>
/// <remarks>References are followed within the document (<c>#</c>, JSON pointers, <c>$anchor</c>, <c>$id</c>). <c>format</c> and the <c>unevaluated</c> keywords assert nothing, as in the standard's default.</remarks>
public sealed class SchemaValidator
{
    private const int Deepest = 64;

    /// <summary>A schema may refer to itself in so many ways that a small value takes longer than anybody waits.</summary>
    private const int MostSteps = 200_000;

    private readonly JsonElement _root;
    private readonly PatternPatience _patience = new();
    private int _steps;

    /// <summary>Takes the schema.</summary>
    public SchemaValidator(JsonElement schema) => _root = schema;

    /// <summary>The first thing that is wrong, as a sentence that names the place; null when nothing is.</summary>
    public string? Check(JsonElement value)
    {
        _steps = 0;
        var wrong = Check(value, _root, "$", 0);
        return _steps > MostSteps ? "the schema is too involved to be checked" : wrong;
    }

    private string? Check(JsonElement value, JsonElement schema, string at, int depth)
    {
        if (schema.ValueKind == JsonValueKind.False)
            return $"{at} must not be there";
        if (schema.ValueKind != JsonValueKind.Object || depth > Deepest || ++_steps > MostSteps)
            return null;
        if (schema.TryGetProperty("nullable"u8, out var nullable) && nullable.ValueKind == JsonValueKind.True && value.ValueKind == JsonValueKind.Null)
            return null;
        if (SchemaAssertions.Text(schema, "$ref"u8) is { } reference && Resolve(reference) is { } target && Check(value, target, at, depth + 1) is { } wrong)
            return wrong;
        return SchemaAssertions.Type(value, schema, at)
            ?? SchemaAssertions.Equal(value, schema, at)
            ?? CheckCombined(value, schema, at, depth)
            ?? value.ValueKind switch
            {
                JsonValueKind.Object => CheckObject(value, schema, at, depth),
                JsonValueKind.Array => CheckArray(value, schema, at, depth),
                JsonValueKind.String => SchemaAssertions.String(value.GetString()!, schema, at, _patience),
                JsonValueKind.Number => SchemaAssertions.Number(value, schema, at),
                _ => null,
            };
    }

    private string? CheckCombined(JsonElement value, JsonElement schema, string at, int depth)
    {
        foreach (var all in SchemaAssertions.Elements(schema, "allOf"u8))
        {
            if (Check(value, all, at, depth + 1) is { } wrong)
                return wrong;
        }
        if (Holding(value, schema, "anyOf"u8, at, depth) is 0)
            return $"{at} fits none of anyOf";
        if (Holding(value, schema, "oneOf"u8, at, depth) is { } count and not 1)
            return $"{at} must fit exactly one of oneOf, and fits {count}";
        if (schema.TryGetProperty("not"u8, out var not) && Check(value, not, at, depth + 1) is null)
            return $"{at} fits what it must not";
        if (!schema.TryGetProperty("if"u8, out var condition))
            return null;
        var holds = Check(value, condition, at, depth + 1) is null;
        return schema.TryGetProperty(holds ? "then"u8 : "else"u8, out var consequence) ? Check(value, consequence, at, depth + 1) : null;
    }

    /// <summary>How many of a list the value fits; null without a list.</summary>
    private int? Holding(JsonElement value, JsonElement schema, ReadOnlySpan<byte> keyword, string at, int depth)
    {
        int? count = null;
        foreach (var one in SchemaAssertions.Elements(schema, keyword))
            count = (count ?? 0) + (Check(value, one, at, depth + 1) is null ? 1 : 0);
        return count;
    }

    private string? CheckObject(JsonElement value, JsonElement schema, string at, int depth)
    {
        foreach (var name in SchemaAssertions.Elements(schema, "required"u8))
        {
            if (name.ValueKind == JsonValueKind.String && !value.TryGetProperty(name.GetString()!, out _))
                return $"{at} lacks the member {name.GetString()}";
        }
        var count = value.GetPropertyCount();
        if (SchemaAssertions.Limit(schema, "minProperties"u8) is { } least && count < least)
            return $"{at} must have {least} members at least";
        if (SchemaAssertions.Limit(schema, "maxProperties"u8) is { } most && count > most)
            return $"{at} must have {most} members at most";
        var properties = schema.TryGetProperty("properties"u8, out var known) ? known : default;
        var patterns = schema.TryGetProperty("patternProperties"u8, out var matching) ? matching : default;
        foreach (var member in value.EnumerateObject())
        {
            if (CheckMember(member, properties, patterns, schema, at, depth) is { } wrong)
                return wrong;
        }
        return null;
    }

    private string? CheckMember(JsonProperty member, JsonElement properties, JsonElement patterns, JsonElement schema, string at, int depth)
    {
        var place = $"{at}.{member.Name}";
        var isKnown = properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(member.Name, out var own);
        if (isKnown && Check(member.Value, properties.GetProperty(member.Name), place, depth + 1) is { } wrong)
            return wrong;
        if (patterns.ValueKind == JsonValueKind.Object)
        {
            foreach (var pattern in patterns.EnumerateObject())
            {
                if (_patience.Matches(member.Name, pattern.Name) != true)
                    continue;
                isKnown = true;
                if (Check(member.Value, pattern.Value, place, depth + 1) is { } odd)
                    return odd;
            }
        }
        if (schema.TryGetProperty("propertyNames"u8, out var names) && SchemaAssertions.Text(names, "pattern"u8) is { } form && _patience.Matches(member.Name, form) == false)
            return $"{place} has a name that does not match {form}";
        if (isKnown || !schema.TryGetProperty("additionalProperties"u8, out var others))
            return null;
        return others.ValueKind == JsonValueKind.False ? $"{place} is not a member of the schema" : Check(member.Value, others, place, depth + 1);
    }

    private string? CheckArray(JsonElement value, JsonElement schema, string at, int depth)
    {
        var count = value.GetArrayLength();
        if (SchemaAssertions.Limit(schema, "minItems"u8) is { } least && count < least)
            return $"{at} must have {least} items at least";
        if (SchemaAssertions.Limit(schema, "maxItems"u8) is { } most && count > most)
            return $"{at} must have {most} items at most";
        if (schema.TryGetProperty("uniqueItems"u8, out var unique) && unique.ValueKind == JsonValueKind.True && SchemaAssertions.HasTwins(value))
            return $"{at} holds the same item twice";
        return CheckItems(value, schema, at, depth) ?? CheckContained(value, schema, at, depth);
    }

    private string? CheckItems(JsonElement value, JsonElement schema, string at, int depth)
    {
        var hasItems = schema.TryGetProperty("items"u8, out var items);
        // Earlier drafts say the tuple as a list of items, and the rest as additionalItems.
        var isTuple = hasItems && items.ValueKind == JsonValueKind.Array;
        var tuple = isTuple ? [.. items.EnumerateArray()] : SchemaAssertions.Elements(schema, "prefixItems"u8).ToArray();
        var hasRest = isTuple ? schema.TryGetProperty("additionalItems"u8, out var rest) : schema.TryGetProperty("items"u8, out rest);
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{at}[{index}]");
            var wrong = index < tuple.Length ? Check(item, tuple[index], place, depth + 1) : hasRest ? Check(item, rest, place, depth + 1) : null;
            if (wrong is not null)
                return wrong;
            index++;
        }
        return null;
    }

    private string? CheckContained(JsonElement value, JsonElement schema, string at, int depth)
    {
        if (!schema.TryGetProperty("contains"u8, out var contained))
            return null;
        var count = value.EnumerateArray().Count(item => Check(item, contained, at, depth + 1) is null);
        var least = SchemaAssertions.Limit(schema, "minContains"u8) ?? 1;
        if (count < least)
            return $"{at} must hold {least} items of the kind that it contains";
        return SchemaAssertions.Limit(schema, "maxContains"u8) is { } most && count > most ? $"{at} must hold {most} items at most of the kind that it contains" : null;
    }

    private JsonElement? Resolve(string reference)
    {
        if (reference == "#")
            return _root;
        if (!reference.StartsWith("#/", StringComparison.Ordinal))
            return FindNamed(_root, reference, 0);
        var at = _root;
        foreach (var segment in reference[2..].Split('/'))
        {
            var name = Uri.UnescapeDataString(segment).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (at.ValueKind == JsonValueKind.Array && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < at.GetArrayLength())
                at = at[index];
            else if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
                return null;
        }
        return at;
    }

    /// <summary>The schema below that bears the name of an anchor or an id.</summary>
    private static JsonElement? FindNamed(JsonElement schema, string reference, int depth)
    {
        if (schema.ValueKind != JsonValueKind.Object || depth > Deepest)
            return null;
        if (SchemaAssertions.Text(schema, "$id"u8) == reference || SchemaAssertions.Text(schema, "$anchor"u8) is { } anchor && reference == "#" + anchor)
            return schema;
        foreach (var member in schema.EnumerateObject())
        {
            if (FindNamed(member.Value, reference, depth + 1) is { } found)
                return found;
        }
        return null;
    }
}
