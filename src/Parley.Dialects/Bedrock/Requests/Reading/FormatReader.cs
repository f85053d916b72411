using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>Reads <c>outputConfig</c>, whose schema is JSON within a string.</summary>
internal static class FormatReader
{
    /// <summary>Moves to the value of <c>outputConfig</c>; null when it says no form.</summary>
    public static ResponseFormat? Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        ResponseFormat? format = null;
        if (!JsonRead.BeginObject(ref reader, body))
            return format;
        extras ??= new Extras(Names.Dialect);
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("textFormat"u8))
                format = ReadTextFormat(ref reader, body, extras);
            else
                NestedExtras.Keep(ref reader, body, Names.OutputConfig, extras);
        }
        return format;
    }

    /// <summary>A form of another type, or one without a schema that can be read, is kept as it is.</summary>
    private static ResponseFormat? ReadTextFormat(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, Extras extras)
    {
        var whole = JsonRead.Raw(ref reader, body);
        if (whole.IsAbsent)
            return null;
        var format = new ResponseFormat(ResponseFormatKind.JsonSchema);
        var isSchema = whole.Kind == JsonValueKind.Object && JsonMembers.Find(whole, "type"u8).Utf8.Span.SequenceEqual("\"json_schema\""u8);
        var described = isSchema ? JsonMembers.Find(JsonMembers.Find(whole, "structure"u8), "jsonSchema"u8) : default;
        if (Parse(JsonMembers.Find(described, "schema"u8)) is not { IsAbsent: false } schema)
        {
            extras.Add($"{Names.OutputConfig}.textFormat", whole);
            return null;
        }
        var kept = new Extras(Names.Dialect);
        kept.AddSpelling("textFormat", whole);
        return format with
        {
            Schema = schema,
            Name = JsonMembers.Find(described, "name"u8) is { Kind: JsonValueKind.String } name ? name.AsText().ToString() : null,
            Description = JsonMembers.Find(described, "description"u8) is { Kind: JsonValueKind.String } text ? text.AsText() : default,
            Extras = kept,
        };
    }

    private static RawJson Parse(RawJson schema)
    {
        if (schema.Kind != JsonValueKind.String)
            return default;
        var decoded = new ArrayBufferWriter<byte>(schema.Utf8.Length);
        schema.AsText().WriteDecoded(decoded);
        var value = decoded.WrittenMemory.Trim(" \t\r\n"u8);
        return JsonScan.IsValue(value.Span) ? new RawJson(value) : default;
    }
}
