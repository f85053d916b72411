using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Schemas;

/// <summary>
/// Checks a JSON value against a JSON Schema: the assertions of draft 2020-12 and the spellings of earlier drafts (<c>definitions</c>, <c>dependencies</c>, lists of <c>items</c>, <c>nullable</c> of OpenAPI, <c>exclusiveMinimum: true</c> of draft 4).
/// </summary>
/// <remarks>
/// Not asserted: <c>format</c> and the <c>content</c> keywords, as in the standard's default; <c>unevaluatedProperties</c> and <c>unevaluatedItems</c>; <c>$dynamicRef</c>; patterns with properties of characters that .NET does not know;
/// keywords whose value has the wrong type. References are followed within the document (<c>#</c>, JSON pointers, <c>$anchor</c>, <c>$id</c>). Not for use by several threads at once.
/// </remarks>
public sealed class SchemaValidator
{
    /// <summary>How many schemas may speak of one value in a row.</summary>
    internal const int MostInPlace = 256;

    /// <summary>How deep schemas may lie in each other while a value is checked: more than an answer of the deepest nesting needs, less than the stack.</summary>
    private const int Deepest = 512;

    /// <summary>A schema may refer to itself in so many ways that a small value takes longer than anybody waits.</summary>
    private const int MostSteps = 200_000;

    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = 1000, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    private readonly JsonElement _root;
    private readonly SchemaResolver _references;
    private readonly PatternPatience _patience = new();
    private int _steps;

    /// <summary>Takes the schema.</summary>
    public SchemaValidator(JsonElement schema)
    {
        _root = Readable(schema);
        _references = new SchemaResolver(_root);
        Flaw = new SchemaFlaws(_root, _references, _patience).Find(schema);
    }

    /// <summary>What makes the schema one that nothing can be checked against; null when it is sound. What it cannot follow, <see cref="Check(JsonElement)"/> does not assert.</summary>
    public SchemaFlaw? Flaw { get; }

    /// <summary>Why a check came to no end: nobody knows then whether the value fits, and no other is checked; null while all came to one.</summary>
    public string? GaveUp { get; private set; }

    /// <summary>The first thing that is wrong, as a sentence that names the place, or <see cref="GaveUp"/>; null when nothing is.</summary>
    public string? Check(JsonElement value)
    {
        _steps = 0;
        var wrong = Check(Readable(value), _root, new Spot("$", 0, 0));
        return GaveUp ?? wrong;
    }

    /// <summary>The value in a form whose every text can be read.</summary>
    private static JsonElement Readable(JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        return UnpairedSurrogates.IndexIn(raw) < 0 ? value : JsonElement.Parse(UnpairedSurrogates.Replaced(raw), Lenient);
    }

    private string? Check(JsonElement value, JsonElement schema, Spot spot)
    {
        if (schema.ValueKind == JsonValueKind.False)
            return $"{spot.At} must not be there";
        if (schema.ValueKind != JsonValueKind.Object || GaveUp is not null)
            return null;
        if (++_steps > MostSteps || spot.InPlace > MostInPlace || spot.Depth > Deepest || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            GaveUp = "the schema is too involved to be checked";
            return null;
        }
        if (schema.TryGetProperty("nullable"u8, out var nullable) && nullable.ValueKind == JsonValueKind.True && value.ValueKind == JsonValueKind.Null)
            return null;
        if (SchemaAssertions.Text(schema, "$ref"u8) is { } reference && _references.Find(reference) is { } target && Check(value, target, spot.Again) is { } wrong)
            return wrong;
        return SchemaAssertions.Type(value, schema, spot.At)
            ?? SchemaAssertions.Equal(value, schema, spot.At)
            ?? CheckCombined(value, schema, spot)
            ?? value.ValueKind switch
            {
                JsonValueKind.Object => CheckObject(value, schema, spot),
                JsonValueKind.Array => CheckArray(value, schema, spot),
                JsonValueKind.String => Patiently(SchemaAssertions.String(value.GetString()!, schema, spot.At, _patience)),
                JsonValueKind.Number => SchemaAssertions.Number(value, schema, spot.At),
                _ => null,
            };
    }

    /// <summary>What a check that may have tried a pattern came to: one that takes too long says nothing about the value.</summary>
    private string? Patiently(string? wrong)
    {
        if (_patience.Slow is { } slow)
            GaveUp ??= $"the pattern {slow} of the schema takes too long to be checked";
        return wrong;
    }

    private string? CheckCombined(JsonElement value, JsonElement schema, Spot spot)
    {
        foreach (var all in SchemaAssertions.Elements(schema, "allOf"u8))
        {
            if (Check(value, all, spot.Again) is { } wrong)
                return wrong;
        }
        if (Holding(value, schema, "anyOf"u8, spot) is 0)
            return $"{spot.At} fits none of anyOf";
        if (Holding(value, schema, "oneOf"u8, spot) is { } count and not 1)
            return $"{spot.At} must fit exactly one of oneOf, and fits {count}";
        if (schema.TryGetProperty("not"u8, out var not) && Check(value, not, spot.Again) is null)
            return $"{spot.At} fits what it must not";
        if (!schema.TryGetProperty("if"u8, out var condition))
            return null;
        var holds = Check(value, condition, spot.Again) is null;
        return schema.TryGetProperty(holds ? "then"u8 : "else"u8, out var consequence) ? Check(value, consequence, spot.Again) : null;
    }

    /// <summary>How many of a list the value fits; null without a list.</summary>
    private int? Holding(JsonElement value, JsonElement schema, ReadOnlySpan<byte> keyword, Spot spot)
    {
        int? count = null;
        foreach (var one in SchemaAssertions.Elements(schema, keyword))
            count = (count ?? 0) + (Check(value, one, spot.Again) is null ? 1 : 0);
        return count;
    }

    private string? CheckObject(JsonElement value, JsonElement schema, Spot spot)
    {
        if (Lacking(value, SchemaAssertions.Elements(schema, "required"u8), spot) is { } lacking)
            return lacking;
        var count = value.GetPropertyCount();
        if (SchemaAssertions.Limit(schema, "minProperties"u8) is { } least && count < least)
            return $"{spot.At} must have {least} members at least";
        if (SchemaAssertions.Limit(schema, "maxProperties"u8) is { } most && count > most)
            return $"{spot.At} must have {most} members at most";
        var properties = schema.TryGetProperty("properties"u8, out var known) ? known : default;
        var patterns = schema.TryGetProperty("patternProperties"u8, out var matching) ? matching : default;
        foreach (var member in value.EnumerateObject())
        {
            if (CheckMember(member, properties, patterns, schema, spot) is { } wrong)
                return wrong;
        }
        return CheckDependents(value, schema, spot);
    }

    /// <summary>What the presence of a member asks of the whole: other members, or a schema. Earlier drafts say both as <c>dependencies</c>.</summary>
    private string? CheckDependents(JsonElement value, JsonElement schema, Spot spot)
    {
        foreach (var keyword in (ReadOnlySpan<string>)["dependentRequired", "dependentSchemas", "dependencies"])
        {
            if (!schema.TryGetProperty(keyword, out var dependents) || dependents.ValueKind != JsonValueKind.Object)
                continue;
            foreach (var dependent in dependents.EnumerateObject())
            {
                if (!value.TryGetProperty(dependent.Name, out _))
                    continue;
                var wrong = dependent.Value.ValueKind == JsonValueKind.Array ? Lacking(value, dependent.Value.EnumerateArray(), spot) : Check(value, dependent.Value, spot.Again);
                if (wrong is not null)
                    return wrong;
            }
        }
        return null;
    }

    private static string? Lacking(JsonElement value, IEnumerable<JsonElement> names, Spot spot)
    {
        foreach (var name in names)
        {
            if (name.ValueKind == JsonValueKind.String && !value.TryGetProperty(name.GetString()!, out _))
                return $"{spot.At} lacks the member {name.GetString()}";
        }
        return null;
    }

    private string? CheckMember(JsonProperty member, JsonElement properties, JsonElement patterns, JsonElement schema, Spot spot)
    {
        var place = $"{spot.At}.{member.Name}";
        var isKnown = properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(member.Name, out var own);
        if (isKnown && Check(member.Value, properties.GetProperty(member.Name), spot.Below(place)) is { } wrong)
            return wrong;
        if (patterns.ValueKind == JsonValueKind.Object)
        {
            foreach (var pattern in patterns.EnumerateObject())
            {
                var matches = _patience.Matches(member.Name, pattern.Name);
                Patiently(null);
                if (matches != true)
                    continue;
                isKnown = true;
                if (Check(member.Value, pattern.Value, spot.Below(place)) is { } odd)
                    return odd;
            }
        }
        if (schema.TryGetProperty("propertyNames"u8, out var names) && Check(JsonElement.Parse($"\"{JsonEncodedText.Encode(member.Name)}\""), names, spot.Below($"the name of {place}")) is { } misnamed)
            return misnamed;
        if (isKnown || !schema.TryGetProperty("additionalProperties"u8, out var others))
            return null;
        return others.ValueKind == JsonValueKind.False ? $"{place} is not a member of the schema" : Check(member.Value, others, spot.Below(place));
    }

    private string? CheckArray(JsonElement value, JsonElement schema, Spot spot)
    {
        var count = value.GetArrayLength();
        if (SchemaAssertions.Limit(schema, "minItems"u8) is { } least && count < least)
            return $"{spot.At} must have {least} items at least";
        if (SchemaAssertions.Limit(schema, "maxItems"u8) is { } most && count > most)
            return $"{spot.At} must have {most} items at most";
        if (schema.TryGetProperty("uniqueItems"u8, out var unique) && unique.ValueKind == JsonValueKind.True && SchemaAssertions.HasTwins(value))
            return $"{spot.At} holds the same item twice";
        return CheckItems(value, schema, spot) ?? CheckContained(value, schema, spot);
    }

    private string? CheckItems(JsonElement value, JsonElement schema, Spot spot)
    {
        var hasItems = schema.TryGetProperty("items"u8, out var items);
        // Earlier drafts say the tuple as a list of items, and the rest as additionalItems.
        var isTuple = hasItems && items.ValueKind == JsonValueKind.Array;
        var tuple = isTuple ? [.. items.EnumerateArray()] : SchemaAssertions.Elements(schema, "prefixItems"u8).ToArray();
        var hasRest = isTuple ? schema.TryGetProperty("additionalItems"u8, out var rest) : schema.TryGetProperty("items"u8, out rest);
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{spot.At}[{index}]");
            var wrong = index < tuple.Length ? Check(item, tuple[index], spot.Below(place)) : hasRest ? Check(item, rest, spot.Below(place)) : null;
            if (wrong is not null)
                return wrong;
            index++;
        }
        return null;
    }

    private string? CheckContained(JsonElement value, JsonElement schema, Spot spot)
    {
        if (!schema.TryGetProperty("contains"u8, out var contained))
            return null;
        var count = value.EnumerateArray().Count(item => Check(item, contained, spot.Below(spot.At)) is null);
        var least = SchemaAssertions.Limit(schema, "minContains"u8) ?? 1;
        if (count < least)
            return $"{spot.At} must hold {least} items of the kind that it contains";
        return SchemaAssertions.Limit(schema, "maxContains"u8) is { } most && count > most ? $"{spot.At} must hold {most} items at most of the kind that it contains" : null;
    }
}
