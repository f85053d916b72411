namespace Parley.TestKit.Strict;

/// <summary>What vendors demand of JSON Schemas.</summary>
internal static class SchemaRules
{
    private static readonly string[] GeminiMembers =
    [
        "type", "format", "title", "description", "nullable", "enum", "items", "minItems", "maxItems", "properties", "required", "minProperties", "maxProperties",
        "minLength", "maxLength", "pattern", "example", "anyOf", "propertyOrdering", "default", "minimum", "maximum",
    ];

    /// <summary>OpenAI's strict mode: every object is closed and requires all its properties.</summary>
    public static void DemandStrict(Given schema)
    {
        foreach (var node in Nodes(schema))
        {
            if (!node["properties"].IsThere)
                continue;
            node.Demand(node["additionalProperties"].IsThere && !node["additionalProperties"].Flag(), "'additionalProperties' is required to be supplied and to be false");
            var required = node["required"].OptionalItems().Select(static item => item.Text()).ToHashSet();
            node.Demand(node["properties"].Object().All(property => required.Contains(property.Key)), "'required' must list every property");
        }
    }

    /// <summary>Anthropic's structured output: every object is closed, and constraints that it cannot keep are refused.</summary>
    public static void DemandClosed(Given schema)
    {
        foreach (var node in Nodes(schema))
        {
            if (node["properties"].IsThere)
                node.Demand(node["additionalProperties"].IsThere && !node["additionalProperties"].Flag(), "for 'object' type, 'additionalProperties' must be explicitly set to false");
            foreach (var member in (ReadOnlySpan<string>)["minimum", "maximum", "minLength", "maxLength", "multipleOf", "maxItems"])
                node.Demand(!node[member].IsThere, $"for this type, property '{member}' is not supported");
        }
    }

    /// <summary>Gemini's Schema message: known members only, types by name, no empty objects.</summary>
    public static void DemandOpenApi(Given schema)
    {
        foreach (var node in Nodes(schema))
        {
            node.Only(GeminiMembers);
            node.Demand(node["type"].IsThere || node["anyOf"].IsThere, "schema didn't specify the schema type field");
            if (!node["type"].IsThere)
                continue;
            var type = node["type"].Text().ToUpperInvariant();
            node["type"].Demand(type is "STRING" or "NUMBER" or "INTEGER" or "BOOLEAN" or "ARRAY" or "OBJECT" or "NULL", $"{type} is no type");
            node.Demand(type != "OBJECT" || node["properties"] is { IsThere: true } properties && properties.Object().Count > 0, "should be non-empty for OBJECT type");
            node.Demand(type != "ARRAY" || node["items"].IsThere, "items: missing field");
        }
    }

    private static IEnumerable<Given> Nodes(Given schema)
    {
        yield return schema;
        var inner = schema["properties"] is { IsThere: true } properties ? properties.Object().Select(property => properties[property.Key]) : [];
        if (schema["items"].IsThere)
            inner = inner.Append(schema["items"]);
        foreach (var child in inner.Concat(schema["anyOf"].OptionalItems()))
        {
            foreach (var node in Nodes(child))
                yield return node;
        }
    }
}
