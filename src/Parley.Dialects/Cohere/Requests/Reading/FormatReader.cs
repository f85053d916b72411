using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Reads <c>response_format</c>.</summary>
internal static class FormatReader
{
    /// <summary>Reads the object behind the name; null for null.</summary>
    public static ResponseFormat? Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        string? type = null;
        var schema = default(RawJson);
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
                type = ReadType(ref reader, body);
            else if (reader.ValueTextEquals("json_schema"u8))
                schema = ReadSchema(ref reader, body);
            else
                OwnExtras.Keep(ref reader, body, ref extras);
        }
        var kind = !schema.IsAbsent ? ResponseFormatKind.JsonSchema : type == "json_object" ? ResponseFormatKind.JsonObject : ResponseFormatKind.Text;
        return new ResponseFormat(kind) { Schema = schema, Extras = extras };
    }

    private static string? ReadType(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body) => JsonRead.String(ref reader, body) switch
    {
        (null or "text" or "json_object") and var type => type,
        _ => throw JsonRead.Wrong(ref reader, body, "text or json_object"),
    };

    private static RawJson ReadSchema(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => JsonScan.ReadRaw(ref reader, body),
            JsonTokenType.Null => default,
            _ => throw JsonRead.Wrong(ref reader, body, "a JSON Schema"),
        };
    }
}
