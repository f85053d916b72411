using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Schemas;

/// <summary>Rewrites the OpenAPI notation of Gemini's schemas (upper-case types, <c>nullable</c>, snake_case, numbers as strings) as JSON Schema, which every other dialect expects.</summary>
public static class SchemaRaising
{
    /// <summary>The enumeration <c>Type</c>, which clients over REST write as numbers.</summary>
    private static readonly string[] Types = ["", "string", "number", "integer", "boolean", "array", "object", "null"];

    /// <summary>The schema as JSON Schema.</summary>
    public static RawJson Raise(RawJson schema)
    {
        if (schema.Kind != JsonValueKind.Object)
            return schema;
        var buffer = new ArrayBufferWriter<byte>(schema.Utf8.Length + 64);
        using (var writer = new Utf8JsonWriter(buffer, JsonWire.WriterOptions))
            WriteSchema(writer, schema);
        return new RawJson(buffer.WrittenMemory);
    }

    private static void WriteSchema(Utf8JsonWriter writer, RawJson schema)
    {
        if (schema.Kind != JsonValueKind.Object)
        {
            schema.WriteValue(writer);
            return;
        }
        var node = SchemaNode.Of(schema);
        var nullable = node["nullable"].Kind == JsonValueKind.True;
        writer.WriteStartObject();
        foreach (var (name, value) in node.Members)
        {
            if (value.Kind != JsonValueKind.Null || name is "default" or "const")
                WriteMember(writer, name, value, nullable);
        }
        writer.WriteEndObject();
    }

    private static void WriteMember(Utf8JsonWriter writer, string name, RawJson value, bool nullable)
    {
        switch (name)
        {
            case "type": WriteType(writer, value, nullable); break;
            case "nullable" or "propertyOrdering" or "property_ordering": break;
            case "format" when value.AsText().ToString() == "enum": break;
            case "enum" when nullable: WriteElements(writer, "enum", value, "null"u8); break;
            case "anyOf" or "any_of": WriteAlternatives(writer, value, nullable); break;
            case "properties": WriteProperties(writer, value); break;
            case "items" or "additionalProperties" or "additional_properties":
                writer.WritePropertyName(name == "items" ? "items"u8 : "additionalProperties"u8);
                WriteSchema(writer, value);
                break;
            case "example": WriteElements(writer, "examples", SchemaMerge.ToArray([value]), default); break;
            default: WriteOther(writer, name, value); break;
        }
    }

    private static void WriteType(Utf8JsonWriter writer, RawJson value, bool nullable)
    {
        if (TypeOf(value) is not { } type)
        {
            value.WriteMember(writer, "type"u8);
            return;
        }
        if (type is "type_unspecified" or "")
            return;
        if (!nullable || type == "null")
        {
            writer.WriteString("type"u8, type);
            return;
        }
        writer.WriteStartArray("type"u8);
        writer.WriteStringValue(type);
        writer.WriteStringValue("null"u8);
        writer.WriteEndArray();
    }

    private static string? TypeOf(RawJson value) => value.Kind switch
    {
        JsonValueKind.String => value.AsText().ToString().ToLowerInvariant(),
        JsonValueKind.Number when int.TryParse(value.ToString(), out var number) && number >= 0 && number < Types.Length => Types[number],
        _ => null,
    };

    private static void WriteAlternatives(Utf8JsonWriter writer, RawJson alternatives, bool nullable)
    {
        writer.WriteStartArray("anyOf"u8);
        foreach (var alternative in SchemaNode.Elements(alternatives))
            WriteSchema(writer, alternative);
        if (nullable)
            writer.WriteRawValue("""{"type":"null"}"""u8, skipInputValidation: true);
        writer.WriteEndArray();
    }

    private static void WriteProperties(Utf8JsonWriter writer, RawJson properties)
    {
        writer.WriteStartObject("properties"u8);
        foreach (var (name, value) in SchemaNode.Of(properties).Members)
        {
            writer.WritePropertyName(name);
            WriteSchema(writer, value);
        }
        writer.WriteEndObject();
    }

    private static void WriteElements(Utf8JsonWriter writer, string name, RawJson array, ReadOnlySpan<byte> last)
    {
        writer.WriteStartArray(name);
        foreach (var element in SchemaNode.Elements(array))
            element.WriteValue(writer);
        if (!last.IsEmpty)
            writer.WriteRawValue(last, skipInputValidation: true);
        writer.WriteEndArray();
    }

    /// <summary>Counts are 64-bit in the notation and therefore often strings in JSON.</summary>
    private static void WriteOther(Utf8JsonWriter writer, string name, RawJson value)
    {
        var keyword = name switch
        {
            "min_items" => "minItems",
            "max_items" => "maxItems",
            "min_length" => "minLength",
            "max_length" => "maxLength",
            "min_properties" => "minProperties",
            "max_properties" => "maxProperties",
            _ => name,
        };
        writer.WritePropertyName(keyword);
        var isCount = keyword is "minItems" or "maxItems" or "minLength" or "maxLength" or "minProperties" or "maxProperties";
        if (isCount && value.Kind == JsonValueKind.String && long.TryParse(value.AsText().ToString(), out var count))
            writer.WriteNumberValue(count);
        else
            value.WriteValue(writer);
    }
}
