using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Dialects.Schemas;

namespace Parley.Providers.Echo;

/// <summary>A small value after a schema: members that are required, the first of several ways, the least of what is bounded, and the prompt wherever any text will do. Whether it fits in the end is for the <see cref="SchemaValidator"/> to say.</summary>
internal sealed class EchoSample(JsonElement root, string text)
{
    private const int Deepest = 24;
    private const int MostItems = 100;

    /// <summary>Bounds are taken up to here: sums and products of them stay within what a decimal holds.</summary>
    private const decimal Largest = 1_000_000_000_000_000m;
    private const decimal FinestStep = 0.000_000_000_001m;

    /// <summary>What all the values may hold: each counts for one, and texts for their length.</summary>
    private long _room = 20_000 + (2L * text.Length);

    /// <summary>The value.</summary>
    public JsonNode? Value => Of(root, 0);

    /// <summary>True when the value went beyond its room and is not whole: a small schema can ask for more than a machine holds.</summary>
    public bool IsTooLarge => _room < 0;

    private JsonNode? Of(JsonElement schema, int depth)
    {
        if (--_room < 0)
            return null;
        if (schema.ValueKind != JsonValueKind.Object || depth > Deepest)
            return schema.ValueKind == JsonValueKind.Object ? null : Spent(text);
        foreach (var fixedValue in (ReadOnlySpan<string>)["const", "default"])
        {
            if (schema.TryGetProperty(fixedValue, out var said))
                return Copy(said);
        }
        if (First(schema, "enum") is { } listed)
            return Copy(listed);
        if (schema.TryGetProperty("$ref", out var reference) && reference.ValueKind == JsonValueKind.String && Resolve(reference.GetString()!) is { } target)
            return Of(target, depth + 1);
        if ((First(schema, "anyOf") ?? First(schema, "oneOf")) is { } way)
            return Merged(Of(way, depth + 1), schema, depth);
        if (schema.TryGetProperty("allOf", out var all) && all.ValueKind == JsonValueKind.Array)
            return all.EnumerateArray().Aggregate(schema.TryGetProperty("properties", out _) ? Plain(schema, depth) : null, (value, part) => Joined(value, Of(part, depth + 1)));
        return Plain(schema, depth);
    }

    private JsonNode? Plain(JsonElement schema, int depth) => TypeOf(schema) switch
    {
        "object" => Object(schema, depth),
        "array" => Array(schema, depth),
        "boolean" => false,
        "integer" => Number(schema, whole: true),
        "number" => Number(schema, whole: false),
        "null" => null,
        _ => Text(schema),
    };

    private static string? TypeOf(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type))
            return schema.TryGetProperty("properties", out _) ? "object" : schema.TryGetProperty("items", out _) ? "array" : null;
        return (type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().FirstOrDefault() : type) is { ValueKind: JsonValueKind.String } word ? word.GetString()!.ToLowerInvariant() : null;
    }

    private JsonObject Object(JsonElement schema, int depth)
    {
        var value = new JsonObject();
        var properties = schema.TryGetProperty("properties", out var known) ? known : default;
        if (!schema.TryGetProperty("required", out var required) || required.ValueKind != JsonValueKind.Array)
            return value;
        foreach (var name in required.EnumerateArray().Where(static name => name.ValueKind == JsonValueKind.String).Select(static name => name.GetString()!))
            value[name] = properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(name, out var property) ? Of(property, depth + 1) : Spent(text);
        return value;
    }

    private JsonArray Array(JsonElement schema, int depth)
    {
        var value = new JsonArray();
        var count = schema.TryGetProperty("minItems", out var least) && least.ValueKind == JsonValueKind.Number && least.TryGetInt32(out var said) ? Math.Min(said, MostItems) : 0;
        for (var i = 0; i < count && !IsTooLarge; i++)
            value.Add(schema.TryGetProperty("items", out var items) ? Of(items, depth + 1) : Spent(text));
        return value;
    }

    private static JsonNode Number(JsonElement schema, bool whole)
    {
        var value = Limit(schema, "minimum") ?? (Limit(schema, "exclusiveMinimum") is { } above ? whole ? Math.Floor(above) + 1 : above + 0.5m : Math.Min(0, Limit(schema, "maximum") ?? 0));
        if (Limit(schema, "multipleOf") is { } step and >= FinestStep)
            value = Math.Ceiling(value / step) * step;
        return whole ? Math.Ceiling(value) : value;
    }

    private string Text(JsonElement schema)
    {
        var (least, most) = (Limit(schema, "minLength") ?? 0, Math.Max(0, Limit(schema, "maxLength") ?? int.MaxValue));
        var fitted = text.Length > most ? text[..(int)most] : text;
        return Spent(fitted.Length < least && least <= short.MaxValue ? fitted.PadRight((int)least, '.') : fitted);
    }

    /// <summary>A text, whose length is taken from the room.</summary>
    private string Spent(string said)
    {
        _room -= said.Length;
        return _room < 0 ? "" : said;
    }

    private JsonNode? Merged(JsonNode? value, JsonElement schema, int depth) => schema.TryGetProperty("properties", out _) ? Joined(Plain(schema, depth), value) : value;

    private static JsonNode? Joined(JsonNode? first, JsonNode? second)
    {
        if (first is not JsonObject all || second is not JsonObject more)
            return second ?? first;
        foreach (var (name, value) in more.ToArray())
            all[name] = value?.DeepClone();
        return all;
    }

    private JsonElement? Resolve(string reference)
    {
        var at = root;
        foreach (var segment in reference.Split('/').Skip(1))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(Uri.UnescapeDataString(segment).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal), out at))
                return null;
        }
        return reference.StartsWith('#') ? at : null;
    }

    private static decimal? Limit(JsonElement schema, string name) => schema.TryGetProperty(name, out var limit) && limit.ValueKind == JsonValueKind.Number && limit.TryGetDecimal(out var number) && Math.Abs(number) <= Largest ? number : null;

    private static JsonElement? First(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0 ? list[0] : null;

    /// <summary>A copy; of members of the same name it has the last.</summary>
    private JsonNode? Copy(JsonElement value)
    {
        if (--_room < 0)
            return null;
        switch (value.ValueKind)
        {
            case JsonValueKind.Null: return null;
            case JsonValueKind.Array: return new JsonArray([.. value.EnumerateArray().Select(Copy)]);
            case JsonValueKind.Object:
                var copy = new JsonObject();
                foreach (var member in value.EnumerateObject())
                    copy[member.Name] = Copy(member.Value);
                return copy;
            default:
                _room -= value.GetRawText().Length;
                return JsonValue.Create(value.Clone());
        }
    }
}
