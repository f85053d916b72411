using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Reads <c>text.format</c>, which has the members of a schema beside its type.</summary>
internal static class FormatReader
{
    /// <summary>The prefix of members beside the format.</summary>
    public const string OfText = "text.";

    /// <summary>Reads the value behind the name; a type that is not known (a grammar) stays whole in <paramref name="extras"/>.</summary>
    public static ResponseFormat? Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        var whole = reader;
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        var start = (int)reader.TokenStartIndex;
        string? type = null;
        Extras? own = null;
        var format = new ResponseFormat(ResponseFormatKind.Text);
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
                type = JsonRead.String(ref reader, body);
            else
                format = ReadMember(ref reader, body, format, ref own);
        }
        if (type is null)
            throw RequestProblem.Missing(body, start, "type", "The format has no type.");
        if (type == "json_schema" && string.IsNullOrEmpty(format.Name))
            throw RequestProblem.Missing(body, start, "name", "The format has no name.");
        if (type == "json_schema" && format.Schema.IsAbsent)
            throw RequestProblem.Missing(body, start, "schema", "The format has no schema.");
        if (KindOf(type) is { } kind)
            return format with { Kind = kind, Extras = own };
        FormatWords.Demand(type, body, start);
        reader = whole;
        ExtraMembers.Keep(ref reader, body, ref extras, OfText);
        return null;
    }

    private static ResponseFormat ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ResponseFormat format, ref Extras? own)
    {
        if (reader.ValueTextEquals("name"u8))
            return format with { Name = JsonRead.String(ref reader, body) };
        if (reader.ValueTextEquals("schema"u8))
            return format with { Schema = ReadSchema(ref reader, body) };
        if (reader.ValueTextEquals("strict"u8))
            return format with { Strict = JsonRead.Boolean(ref reader, body) };
        if (reader.ValueTextEquals("description"u8))
        {
            var text = JsonRead.Text(ref reader, body);
            if (text.IsEmpty && reader.TokenType == JsonTokenType.String)
                ExtraMembers.Note(ref own, Spelling.EmptyDescription);
            return format with { Description = text };
        }
        ExtraMembers.Keep(ref reader, body, ref own);
        return format;
    }

    private static RawJson ReadSchema(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.Null => default,
            JsonTokenType.StartObject => JsonScan.ReadRaw(ref reader, body),
            _ => throw JsonRead.Wrong(ref reader, body, "an object"),
        };
    }

    private static ResponseFormatKind? KindOf(string? type) => type switch
    {
        "text" => ResponseFormatKind.Text,
        "json_object" => ResponseFormatKind.JsonObject,
        "json_schema" => ResponseFormatKind.JsonSchema,
        _ => null,
    };
}
