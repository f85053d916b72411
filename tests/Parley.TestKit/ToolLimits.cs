using System.Text.Json;
using System.Text.RegularExpressions;
using Parley.Dialects;

namespace Parley.TestKit;

/// <summary>
/// What the providers take as a tool's schema, from their documentation: where a request that was written breaks it.
/// Sources: OpenAI's guide to structured outputs (supported schemas), Anthropic's (JSON Schema limitations) and its message "input_schema does not support oneOf, allOf, or anyOf at the top level",
/// Gemini's <c>Schema</c> (google/ai/generativelanguage/v1beta/content.proto), Bedrock's <c>ToolSpecification</c>.
/// </summary>
public static partial class ToolLimits
{
    /// <summary>The members of Gemini's schema.</summary>
    public static IReadOnlySet<string> GeminiMembers { get; } = new HashSet<string>
    {
        "type", "format", "title", "description", "nullable", "enum", "maxItems", "minItems", "properties", "required", "minProperties", "maxProperties", "minLength", "maxLength", "pattern",
        "example", "anyOf", "propertyOrdering", "default", "items", "minimum", "maximum",
    };

    private static readonly string[] StrictOpenAIMisfits = ["allOf", "oneOf", "not", "if", "then", "else", "dependentRequired", "dependentSchemas", "patternProperties", "propertyNames"];
    private static readonly string[] StrictAnthropicMisfits =
        ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "maxItems", "uniqueItems", "not", "if", "patternProperties", "propertyNames", "oneOf"];

    /// <summary>What is wrong with the only tool of a request; empty when nothing is.</summary>
    public static IReadOnlyList<string> Breaches(string dialect, ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var breaches = new List<string>();
        var request = document.RootElement;
        switch (dialect)
        {
            case DialectNames.Gemini: Gemini(request.GetProperty("tools")[0].GetProperty("functionDeclarations")[0], breaches); break;
            case DialectNames.AnthropicMessages: Anthropic(request.GetProperty("tools")[0], breaches); break;
            case DialectNames.BedrockConverse: Bedrock(request.GetProperty("toolConfig").GetProperty("tools")[0].GetProperty("toolSpec"), breaches); break;
            case DialectNames.OpenAIResponses: OpenAI(request.GetProperty("tools")[0], breaches); break;
            case DialectNames.Cohere: Arguments(request.GetProperty("tools")[0].GetProperty("function"), "parameters", breaches); break;
            default: OpenAI(request.GetProperty("tools")[0].GetProperty("function"), breaches); break;
        }
        return breaches;
    }

    private static void Gemini(JsonElement tool, List<string> breaches)
    {
        Name(tool, breaches);
        if (!tool.TryGetProperty("parameters", out var schema))
            return;
        if (schema.GetProperty("type").GetString() != "OBJECT")
            breaches.Add("parameters are no OBJECT");
        if (schema.TryGetProperty("properties", out var properties) && !properties.EnumerateObject().Any())
            breaches.Add("parameters.properties should be non-empty for OBJECT type");
        foreach (var (node, place, depth) in SchemaNodes.Of(schema))
            GeminiNode(node, place, depth, breaches);
    }

    private static void GeminiNode(JsonElement node, string place, int depth, List<string> breaches)
    {
        foreach (var member in node.EnumerateObject().Where(static member => !GeminiMembers.Contains(member.Name)))
            breaches.Add($"{place}: {member.Name} is no member of Schema");
        var type = node.TryGetProperty("type", out var said) ? said.GetString() : null;
        if (type is null && !node.TryGetProperty("anyOf", out _))
            breaches.Add($"{place}: no type");
        if (type is not (null or "STRING" or "NUMBER" or "INTEGER" or "BOOLEAN" or "ARRAY" or "OBJECT"))
            breaches.Add($"{place}: type {type}");
        if (type == "ARRAY" && !node.TryGetProperty("items", out _))
            breaches.Add($"{place}: missing items");
        if (node.TryGetProperty("enum", out var values) && (type != "STRING" || values.EnumerateArray().Any(static value => value.ValueKind != JsonValueKind.String || value.GetString() == "")))
            breaches.Add($"{place}: only STRING may have an enum, of texts that are not empty");
        if (node.TryGetProperty("anyOf", out _) && node.EnumerateObject().Count() > 1)
            breaches.Add($"{place}: anyOf must stand alone");
        Required(node, place, breaches);
        if (depth > 32)
            breaches.Add($"{place}: nested too deep");
    }

    private static void OpenAI(JsonElement tool, List<string> breaches)
    {
        Arguments(tool, "parameters", breaches);
        if (!tool.TryGetProperty("strict", out var strict) || !strict.GetBoolean())
            return;
        var nodes = SchemaNodes.Of(tool.GetProperty("parameters")).ToList();
        foreach (var (node, place, _) in nodes)
        {
            Closed(node, place, breaches);
            Misfits(node, place, StrictOpenAIMisfits, breaches);
            if (node.TryGetProperty("properties", out var properties) && !properties.EnumerateObject().All(property => IsRequired(node, property.Name)))
                breaches.Add($"{place}: not all properties are required");
            if (place.Split(".properties.").Length > 11)
                breaches.Add($"{place}: more than 10 levels");
        }
        if (nodes.Sum(static node => node.Node.TryGetProperty("properties", out var properties) ? properties.EnumerateObject().Count() : 0) > 5000)
            breaches.Add("more than 5000 properties");
        if (nodes.Sum(static node => node.Node.TryGetProperty("enum", out var values) ? values.GetArrayLength() : 0) > 1000)
            breaches.Add("more than 1000 values of enums");
    }

    private static void Anthropic(JsonElement tool, List<string> breaches)
    {
        Arguments(tool, "input_schema", breaches);
        if (!tool.TryGetProperty("strict", out var strict) || !strict.GetBoolean())
            return;
        foreach (var (node, place, _) in SchemaNodes.Of(tool.GetProperty("input_schema")))
        {
            Closed(node, place, breaches);
            Misfits(node, place, StrictAnthropicMisfits, breaches);
            if (node.TryGetProperty("minItems", out var least) && least.GetInt32() > 1)
                breaches.Add($"{place}: minItems {least}");
            if (node.TryGetProperty("$ref", out var reference) && reference.GetString() == "#")
                breaches.Add($"{place}: a schema that contains itself");
        }
    }

    private static void Bedrock(JsonElement tool, List<string> breaches)
    {
        Name(tool, breaches);
        Root(tool.GetProperty("inputSchema").GetProperty("json"), breaches);
    }

    private static void Arguments(JsonElement tool, string member, List<string> breaches)
    {
        Name(tool, breaches);
        Root(tool.GetProperty(member), breaches);
    }

    private static void Root(JsonElement schema, List<string> breaches)
    {
        if (!schema.TryGetProperty("type", out var type) || type.ToString() != "object")
            breaches.Add("the schema is no object");
        Misfits(schema, "$", ["anyOf", "oneOf", "allOf", "$ref"], breaches);
    }

    private static void Name(JsonElement tool, List<string> breaches)
    {
        if (!ToolName().IsMatch(tool.GetProperty("name").GetString()!))
            breaches.Add($"the name {tool.GetProperty("name")}");
    }

    private static void Closed(JsonElement node, string place, List<string> breaches)
    {
        var isObject = node.TryGetProperty("properties", out _) || node.TryGetProperty("type", out var type) && type.ToString() == "object";
        if (isObject && !(node.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.False))
            breaches.Add($"{place}: additionalProperties is not false");
    }

    private static void Misfits(JsonElement node, string place, IEnumerable<string> members, List<string> breaches) =>
        breaches.AddRange(members.Where(member => node.TryGetProperty(member, out _)).Select(member => $"{place}: {member}"));

    private static void Required(JsonElement node, string place, List<string> breaches)
    {
        if (node.TryGetProperty("required", out var required))
            breaches.AddRange(required.EnumerateArray().Where(name => !(node.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name.GetString()!, out _)))
                .Select(name => $"{place}: {name} is required and no property"));
    }

    private static bool IsRequired(JsonElement node, string property) =>
        node.TryGetProperty("required", out var required) && required.EnumerateArray().Any(name => name.GetString() == property);

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$", RegexOptions.None, 1000)]
    private static partial Regex ToolName();
}
