using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Schemas;

/// <summary>Which types a node allows, said or to be guessed from its other members.</summary>
internal static class SchemaTypes
{
    private const string Null = "null";

    /// <summary>The node's types in lower case; null among them as the last result. Empty when the node does not say.</summary>
    public static List<string> Of(SchemaNode node, out bool nullable)
    {
        var types = new List<string>();
        var said = node["type"];
        if (said.Kind == JsonValueKind.String)
            types.Add(said.AsText().ToString().ToLowerInvariant());
        foreach (var element in SchemaNode.Elements(said))
            types.Add(element.AsText().ToString().ToLowerInvariant());
        nullable = types.Remove(Null) || node["nullable"].Kind == JsonValueKind.True || AllowsNull(node);
        return types;
    }

    /// <summary>The type that the other members stand for; null when they say nothing.</summary>
    public static string? Guess(SchemaNode node)
    {
        if (node.Has("properties") || node.Has("required") || node.Has("additionalProperties") || node.Has("patternProperties") || node.Has("minProperties"))
            return "object";
        if (node.Has("items") || node.Has("prefixItems") || node.Has("minItems") || node.Has("maxItems") || node.Has("uniqueItems"))
            return "array";
        if (node.Has("minLength") || node.Has("maxLength") || node.Has("pattern") || node.Has("format"))
            return "string";
        if (node.Has("minimum") || node.Has("maximum") || node.Has("exclusiveMinimum") || node.Has("exclusiveMaximum") || node.Has("multipleOf"))
            return "number";
        foreach (var value in node.Elements("enum"))
        {
            if (TypeOf(value) is { } type)
                return type;
        }
        return null;
    }

    /// <summary>True when the node demands nothing but null.</summary>
    public static bool IsNullOnly(RawJson schema)
    {
        var node = SchemaNode.Of(schema);
        return Of(node, out var nullable).Count == 0 && nullable && (node.Has("type") || node.Has("const") || node.Has("enum"))
            && node.Elements("enum").TrueForAll(static value => value.Kind == JsonValueKind.Null);
    }

    private static bool AllowsNull(SchemaNode node) => node["const"].Kind == JsonValueKind.Null || node.Elements("enum").Exists(static value => value.Kind == JsonValueKind.Null);

    private static string? TypeOf(RawJson value) => value.Kind switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Number => value.Utf8.Span.IndexOfAny("."u8[0], "e"u8[0], "E"u8[0]) < 0 ? "integer" : "number",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        _ => null,
    };
}
