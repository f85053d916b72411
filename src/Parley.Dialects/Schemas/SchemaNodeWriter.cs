using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Schemas;

/// <summary>Writes the members of one node that has one type.</summary>
internal sealed class SchemaNodeWriter(SchemaWriter schemas, SchemaRules rules, SchemaWords words, Utf8JsonWriter writer)
{
    private readonly List<string> _dropped = [];
    private string _type = "";

    public void Write(SchemaNode node, string? type, bool nullable, int depth)
    {
        _type = TypeOf(node, type);
        writer.WriteStartObject();
        WriteType(nullable);
        foreach (var (name, value) in node.Members)
        {
            if (value.Kind != JsonValueKind.Null && Concerns(name))
                WriteMember(node, name, value, depth);
        }
        if (_type == "array" && rules.ArraysNeedItems && (node["items"].Kind is JsonValueKind.Undefined or JsonValueKind.Array))
            WriteItems(RawJson.Parse("{}"), depth);
        if (words.Describe(node, _dropped) is { } description)
            writer.WriteString("description"u8, description);
        writer.WriteEndObject();
    }

    private string TypeOf(SchemaNode node, string? said)
    {
        if (said is "string" or "number" or "integer" or "boolean" or "object" or "array")
            return said;
        if (SchemaTypes.Guess(node) is { } guessed)
            return guessed;
        words.Assume("string");
        if (said is null && node["nullable"].IsAbsent)
            _dropped.Add("Any JSON value.");
        return "string";
    }

    private void WriteType(bool nullable)
    {
        var type = rules.UpperCaseTypes ? _type.ToUpperInvariant() : _type;
        if (!nullable)
        {
            writer.WriteString("type"u8, type);
        }
        else if (rules.NullableMember)
        {
            writer.WriteString("type"u8, type);
            writer.WriteBoolean("nullable"u8, true);
        }
        else
        {
            writer.WriteStartArray("type"u8);
            writer.WriteStringValue(type);
            writer.WriteStringValue("null"u8);
            writer.WriteEndArray();
        }
    }

    /// <summary>False for constraints of another type, which never apply: they come from a list of types.</summary>
    private bool Concerns(string keyword) => keyword switch
    {
        "minLength" or "maxLength" or "pattern" => _type == "string",
        "minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum" or "multipleOf" => _type is "number" or "integer",
        "items" or "prefixItems" or "minItems" or "maxItems" or "uniqueItems" or "contains" or "additionalItems" => _type == "array",
        "properties" or "required" or "additionalProperties" or "patternProperties" or "minProperties" or "maxProperties" or "propertyNames" or "propertyOrdering"
            or "dependentRequired" or "dependentSchemas" or "unevaluatedProperties" => _type == "object",
        "type" or "nullable" or "description" or "const" or "$ref" => false,
        _ => true,
    };

    private void WriteMember(SchemaNode node, string name, RawJson value, int depth)
    {
        switch (name)
        {
            case "properties": WriteProperties(node, value, depth); break;
            case "required": break;
            case "items" when value.Kind != JsonValueKind.Array: WriteItems(value, depth); break;
            case "items": _dropped.Add(words.Say("prefixItems", value)); break;
            case "enum": WriteEnum(value); break;
            case "format" when value.Kind == JsonValueKind.String && IsKnown(value.AsText().ToString()): CopyMember(name, value); break;
            case "additionalProperties": WriteAdditional(value, depth); break;
            case "exclusiveMinimum" or "exclusiveMaximum" when value.Kind is JsonValueKind.True or JsonValueKind.False: WriteExclusive(node, name, value); break;
            case "format" or "anyOf" or "oneOf": _dropped.Add(words.Say(name, value)); break;
            default: WriteOther(name, value); break;
        }
    }

    /// <summary>A format that the target knows is still an error at a node of another type.</summary>
    private bool IsKnown(string format) => rules.Formats.Contains(format) && format switch
    {
        "float" or "double" => _type == "number",
        "int32" or "int64" => _type == "integer",
        _ => _type == "string",
    };

    /// <summary>Up to draft 4 and in OpenAPI 3.0 the limit stands beside the mark.</summary>
    private void WriteExclusive(SchemaNode node, string name, RawJson mark)
    {
        var limit = node[name == "exclusiveMinimum" ? "minimum" : "maximum"];
        if (mark.Kind == JsonValueKind.True && !limit.IsAbsent)
            _dropped.Add(words.Say(name, limit));
    }

    private void WriteOther(string name, RawJson value)
    {
        if (rules.Keywords.Contains(name))
            CopyMember(name, value);
        else if (!SchemaWords.IsAnnotation(name))
            _dropped.Add(words.Say(name, value));
    }

    private void WriteProperties(SchemaNode node, RawJson properties, int depth)
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        writer.WriteStartObject("properties"u8);
        foreach (var (name, value) in SchemaNode.Of(properties).Members)
        {
            if (value.Kind == JsonValueKind.False || !written.Add(name))
                continue;
            writer.WritePropertyName(name);
            schemas.Write(value, depth + 1);
        }
        writer.WriteEndObject();
        var required = node.Elements("required");
        required.RemoveAll(name => name.Kind != JsonValueKind.String || !written.Contains(name.AsText().ToString()));
        if (required.Count > 0)
            CopyMember("required", SchemaMerge.ToArray(required));
    }

    private void WriteItems(RawJson items, int depth)
    {
        writer.WritePropertyName("items"u8);
        schemas.Write(items, depth + 1);
    }

    private void WriteEnum(RawJson values)
    {
        var elements = SchemaNode.Elements(values);
        elements.RemoveAll(static value => value.Kind == JsonValueKind.Null);
        if (elements.Count == 0)
            return;
        if (!rules.StringEnumsOnly)
        {
            CopyMember("enum", values);
            return;
        }
        var texts = elements.FindAll(static value => value.Kind == JsonValueKind.String && !value.AsText().IsEmpty);
        if (_type == "string" && texts.Count > 0)
            CopyMember("enum", SchemaMerge.ToArray(texts));
        if (_type != "string" || texts.Count < elements.Count)
            _dropped.Add(words.Say("enum", SchemaMerge.ToArray(elements)));
    }

    private void WriteAdditional(RawJson value, int depth)
    {
        if (rules.AdditionalProperties && value.Kind is JsonValueKind.True or JsonValueKind.False)
        {
            CopyMember("additionalProperties", value);
        }
        else if (rules.AdditionalProperties)
        {
            writer.WritePropertyName("additionalProperties"u8);
            schemas.Write(value, depth + 1);
        }
        else if (value.Kind == JsonValueKind.False || (value.Kind == JsonValueKind.Object && SchemaNode.Of(value).Members.Count > 0))
        {
            _dropped.Add(words.Say("additionalProperties", value));
        }
    }

    private void CopyMember(string name, RawJson value)
    {
        writer.WritePropertyName(name);
        value.WriteValue(writer);
    }
}
