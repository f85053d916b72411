using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Parley.Dialects.Wire;

namespace Parley.Extensions.AI.Content;

/// <summary>Values of .NET as JSON. What is JSON already, and the simple types, take no serializer.</summary>
internal static class JsonValues
{
    private static readonly JsonSerializerOptions Options = AIJsonUtilities.DefaultOptions;

    /// <summary>The bytes of a value, as they were written.</summary>
    public static RawJson Of(JsonElement value) => new(JsonMarshal.GetRawUtf8Value(value).ToArray());

    /// <summary>The same without blanks.</summary>
    public static RawJson Compact(JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        if (raw.IndexOfAny((byte)'\n', (byte)' ') < 0)
            return new RawJson(raw.ToArray());
        var buffer = new ArrayBufferWriter<byte>(raw.Length);
        using (var json = new Utf8JsonWriter(buffer, JsonWire.WriterOptions))
            value.WriteTo(json);
        return new RawJson(buffer.WrittenMemory);
    }

    /// <summary>The value as JSON; absent, with the reason, where its type cannot be written.</summary>
    public static RawJson Of(object? value, out string? unwritable)
    {
        unwritable = null;
        if (value is JsonElement element)
            return Of(element);
        var buffer = new ArrayBufferWriter<byte>();
        try
        {
            using var json = new Utf8JsonWriter(buffer);
            Write(json, value);
        }
        catch (Exception wrong) when (wrong is NotSupportedException or JsonException or ArgumentException or InvalidOperationException)
        {
            unwritable = $"a {value?.GetType().Name}: {wrong.Message}";
            return default;
        }
        return new RawJson(buffer.WrittenMemory);
    }

    /// <summary>Writes a value.</summary>
    /// <exception cref="NotSupportedException">Nothing is known of its type.</exception>
    public static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case JsonElement element: element.WriteTo(json); break;
            case JsonNode node: node.WriteTo(json); break;
            case RawJson raw: raw.WriteValue(json); break;
            case string text: json.WriteStringValue(text); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case int number: json.WriteNumberValue(number); break;
            case long number: json.WriteNumberValue(number); break;
            case double number: json.WriteNumberValue(number); break;
            case decimal number: json.WriteNumberValue(number); break;
            // With the word for its type, so that it can be read again.
            case AIContent content: JsonSerializer.Serialize(json, content, Options.GetTypeInfo(typeof(AIContent))); break;
            default: JsonSerializer.Serialize(json, value, Options.GetTypeInfo(value.GetType())); break;
        }
    }
}
