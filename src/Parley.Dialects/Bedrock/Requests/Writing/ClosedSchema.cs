using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>Closes the objects of a schema: the grammars behind <c>outputConfig</c> take no others.</summary>
internal static class ClosedSchema
{
    /// <summary>The schema with every object closed; that open ones were is recorded.</summary>
    public static RawJson Of(RawJson schema, ConversionLog log)
    {
        var buffer = new ArrayBufferWriter<byte>(schema.Utf8.Length + 64);
        var isChanged = false;
        using (var json = new Utf8JsonWriter(buffer, JsonWire.WriterOptions))
            WriteSchema(schema, json, ref isChanged);
        if (isChanged)
            log.Emulated("response_format.json_schema.schema", "open objects", "additionalProperties false");
        return new RawJson(buffer.WrittenMemory);
    }

    private static void WriteSchema(RawJson schema, Utf8JsonWriter json, ref bool isChanged)
    {
        if (schema.Kind != JsonValueKind.Object)
        {
            schema.WriteValue(json);
            return;
        }
        json.WriteStartObject();
        var isObject = false;
        var isClosed = false;
        var members = new JsonMembers(schema.Utf8);
        while (members.Next(out var name, out var value))
        {
            isObject |= name.SequenceEqual("properties"u8);
            if (name.SequenceEqual("additionalProperties"u8))
                isClosed = value.Kind == JsonValueKind.False;
            else
                WriteMember(name, value, json, ref isChanged);
        }
        if (isObject || isClosed)
            json.WriteBoolean("additionalProperties"u8, false);
        isChanged |= isObject && !isClosed;
        json.WriteEndObject();
    }

    private static void WriteMember(ReadOnlySpan<byte> name, RawJson value, Utf8JsonWriter json, ref bool isChanged)
    {
        var isMap = name.SequenceEqual("properties"u8) || name.SequenceEqual("$defs"u8) || name.SequenceEqual("definitions"u8);
        var isList = name.SequenceEqual("anyOf"u8) || name.SequenceEqual("oneOf"u8) || name.SequenceEqual("allOf"u8) || name.SequenceEqual("prefixItems"u8);
        json.WritePropertyName(name);
        if (isMap && value.Kind == JsonValueKind.Object)
            WriteMap(value, json, ref isChanged);
        else if (isList && value.Kind == JsonValueKind.Array)
            WriteList(value, json, ref isChanged);
        else if (name.SequenceEqual("items"u8) || name.SequenceEqual("not"u8))
            WriteSchema(value, json, ref isChanged);
        else
            value.WriteValue(json);
    }

    private static void WriteMap(RawJson map, Utf8JsonWriter json, ref bool isChanged)
    {
        json.WriteStartObject();
        var members = new JsonMembers(map.Utf8);
        while (members.Next(out var name, out var schema))
        {
            json.WritePropertyName(name);
            WriteSchema(schema, json, ref isChanged);
        }
        json.WriteEndObject();
    }

    private static void WriteList(RawJson list, Utf8JsonWriter json, ref bool isChanged)
    {
        json.WriteStartArray();
        var reader = list.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
            WriteSchema(JsonScan.ReadRaw(ref reader, list.Utf8), json, ref isChanged);
        json.WriteEndArray();
    }
}
