using System.Text.Json;

namespace Parley.TestKit;

/// <summary>The nodes of a JSON Schema, found without Parley.</summary>
internal static class SchemaNodes
{
    /// <summary>Each node with its place and how many schemas it stands in.</summary>
    public static IEnumerable<(JsonElement Node, string Place, int Depth)> Of(JsonElement schema, string place = "$", int depth = 0)
    {
        if (schema.ValueKind == JsonValueKind.Array)
            return schema.EnumerateArray().SelectMany((node, i) => Of(node, $"{place}[{i}]", depth));
        if (schema.ValueKind != JsonValueKind.Object)
            return [];
        return schema.EnumerateObject().SelectMany(member => member.Name switch
        {
            "items" or "additionalProperties" or "anyOf" or "oneOf" or "allOf" or "prefixItems" or "not" => Of(member.Value, $"{place}.{member.Name}", depth + 1),
            "properties" or "$defs" or "definitions" when member.Value.ValueKind == JsonValueKind.Object =>
                member.Value.EnumerateObject().SelectMany(property => Of(property.Value, $"{place}.{member.Name}.{property.Name}", depth + 1)),
            _ => [],
        }).Prepend((schema, place, depth));
    }
}
