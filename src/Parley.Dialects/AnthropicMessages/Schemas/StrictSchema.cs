using System.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>
/// Brings a schema into the subset that Anthropic's grammars take (output formats and strict tools): closed objects, no bounds on numbers, lengths or counts, few string formats, no recursion.
/// What the grammar cannot hold the model to is told to it in the description, as Anthropic's own SDKs do.
/// </summary>
internal static class StrictSchema
{
    /// <summary>True when the schema refers to itself, which no grammar can express.</summary>
    public static bool IsRecursive(RawJson schema) => schema.Kind == JsonValueKind.Object && SchemaReferences.AreCircular(schema);

    /// <summary>Writes the schema and records which constraints moved into descriptions.</summary>
    public static void Write(RawJson schema, Utf8JsonWriter json, ConversionLog log, string place)
    {
        var moved = new SortedSet<string>(StringComparer.Ordinal);
        WriteNode(schema, json, moved);
        if (moved.Count > 0)
            log.Emulated(place, string.Join(", ", moved), "description");
    }

    private static void WriteNode(RawJson node, Utf8JsonWriter json, SortedSet<string> moved)
    {
        json.WriteStartObject();
        if (node.Kind == JsonValueKind.Object)
            WriteMembers(node, json, moved);
        json.WriteEndObject();
    }

    private static void WriteMembers(RawJson node, Utf8JsonWriter json, SortedSet<string> moved)
    {
        var isObject = false;
        JsonText description = default;
        StringBuilder? note = null;
        var members = new JsonMembers(node.Utf8);
        while (members.Next(out var bytes, out var value))
        {
            var name = Encoding.UTF8.GetString(bytes);
            isObject |= name == "properties" || (name == "type" && value.Utf8.Span.SequenceEqual("\"object\""u8));
            if (name == "description" && value.Kind == JsonValueKind.String)
                description = value.AsText();
            else if (!TryWrite(name, value, json, moved) && !IsSilent(name, value))
            {
                moved.Add(name);
                note = (note is null ? new StringBuilder("{") : note.Append(", ")).Append(name).Append(": ").Append(value);
            }
        }
        if (isObject)
            json.WriteBoolean("additionalProperties"u8, false);
        WriteDescription(description, note?.Append('}'), json);
    }

    private static bool TryWrite(string name, RawJson value, Utf8JsonWriter json, SortedSet<string> moved)
    {
        switch (name)
        {
            case "type" or "enum" or "const" or "required" or "title" or "default" or "$ref":
            case "format" when IsFormat(value.ToString()):
            case "minItems" when value.Utf8.Span is [(byte)'0' or (byte)'1']:
                json.WritePropertyName(name);
                value.WriteValue(json);
                return true;
            case "properties" or "$defs" or "definitions" when value.Kind == JsonValueKind.Object:
                WriteMap(name, value, json, moved);
                return true;
            case "items" when value.Kind == JsonValueKind.Object:
                json.WritePropertyName(name);
                WriteNode(value, json, moved);
                return true;
            case "anyOf" or "allOf" or "oneOf" when value.Kind == JsonValueKind.Array:
                WriteList(name == "oneOf" ? "anyOf" : name, value, json, moved);
                return true;
            default:
                return false;
        }
    }

    private static void WriteMap(string name, RawJson map, Utf8JsonWriter json, SortedSet<string> moved)
    {
        json.WriteStartObject(name);
        var members = new JsonMembers(map.Utf8);
        while (members.Next(out var key, out var value))
        {
            json.WritePropertyName(key);
            WriteNode(value, json, moved);
        }
        json.WriteEndObject();
    }

    private static void WriteList(string name, RawJson list, Utf8JsonWriter json, SortedSet<string> moved)
    {
        json.WriteStartArray(name);
        var reader = list.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
            WriteNode(JsonScan.ReadRaw(ref reader, list.Utf8), json, moved);
        json.WriteEndArray();
    }

    private static void WriteDescription(JsonText description, StringBuilder? note, Utf8JsonWriter json)
    {
        if (note is null && !description.IsEmpty)
            description.WriteMember(json, "description"u8);
        else if (note is not null)
            json.WriteString("description"u8, description.IsEmpty ? note.ToString() : $"{description}\n\n{note}");
    }

    /// <summary>Members without a meaning for the answer: an open object is closed by default here, so that saying so is no constraint.</summary>
    private static bool IsSilent(string name, RawJson value) => name switch
    {
        "$schema" or "$id" or "$comment" or "nullable" => true,
        "additionalProperties" => value.Kind is JsonValueKind.True or JsonValueKind.False,
        _ => false,
    };

    private static bool IsFormat(string quoted) =>
        quoted is "\"date-time\"" or "\"time\"" or "\"date\"" or "\"duration\"" or "\"email\"" or "\"hostname\"" or "\"uri\"" or "\"ipv4\"" or "\"ipv6\"" or "\"uuid\"";
}
