using System.Globalization;
using System.Text.Json;

namespace Parley.Dialects.Schemas;

/// <summary>Finds what <c>$ref</c> points to within the document: <c>#</c>, JSON pointers, <c>$anchor</c>, <c>$id</c>. Each reference is looked for once.</summary>
internal sealed class SchemaResolver(JsonElement root)
{
    private const int Deepest = 128;

    /// <summary>A search looks through the whole schema: there is a limit to how often.</summary>
    private const int MostSearches = 100;

    private readonly Dictionary<string, JsonElement?> _found = new(StringComparer.Ordinal);
    private int _searches;

    /// <summary>The schema; null when the reference leads nowhere in the document.</summary>
    public JsonElement? Find(string reference)
    {
        if (!_found.TryGetValue(reference, out var target))
            _found.Add(reference, target = Look(WithoutOwnId(reference)));
        return target;
    }

    private JsonElement? Look(string reference)
    {
        if (reference is "#" or "")
            return root;
        var steps = reference.StartsWith("#/", StringComparison.Ordinal) ? reference[2..].Split('/') : null;
        if (steps is not null && Walk(root, steps) is { } target)
            return target;
        // Generators put whole schemas into others, whose definitions then stand within.
        return steps is null or ["$defs" or "definitions", _, ..] && ++_searches <= MostSearches ? Search(root, reference, steps, 0) : null;
    }

    /// <summary>A document may call itself by its whole name.</summary>
    private string WithoutOwnId(string reference) =>
        (SchemaAssertions.Text(root, "$id"u8) ?? SchemaAssertions.Text(root, "id"u8)) is { Length: > 0 } id && reference.StartsWith(id.TrimEnd('#') + "#", StringComparison.Ordinal)
            ? reference[id.TrimEnd('#').Length..]
            : reference;

    private static JsonElement? Walk(JsonElement from, string[] steps)
    {
        var at = from;
        foreach (var step in steps)
        {
            var name = Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (at.ValueKind == JsonValueKind.Array && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < at.GetArrayLength())
                at = at[index];
            else if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
                return null;
        }
        return at;
    }

    /// <summary>The first schema below that the steps lead to, or without steps the one that bears the name of an anchor or an id.</summary>
    private static JsonElement? Search(JsonElement schema, string reference, string[]? steps, int depth)
    {
        if (depth > Deepest || schema.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            return null;
        if (schema.ValueKind == JsonValueKind.Object && (steps is null ? IsNamed(schema, reference) ? schema : null : Walk(schema, steps)) is { } target)
            return target;
        foreach (var inner in schema.ValueKind == JsonValueKind.Array ? [.. schema.EnumerateArray()] : schema.EnumerateObject().Select(static member => member.Value))
        {
            if (Search(inner, reference, steps, depth + 1) is { } found)
                return found;
        }
        return null;
    }

    private static bool IsNamed(JsonElement schema, string reference)
    {
        var id = SchemaAssertions.Text(schema, "$id"u8);
        return id == reference || id is not null && id.EndsWith("/" + reference, StringComparison.Ordinal) || reference == "#" + SchemaAssertions.Text(schema, "$anchor"u8);
    }
}
