using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>Reads the parts of messages, of tool results and of answers.</summary>
internal static class PartReader
{
    private const string Types = "one of text, reasoning, refusal, image, audio, video, document, tool_call, tool_result, opaque";

    /// <summary>Moves to the value behind a name: a string, or a list of parts.</summary>
    public static IReadOnlyList<Part> ReadAll(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return [];
        if (reader.TokenType == JsonTokenType.String)
            return [new TextPart(JsonRead.TextHere(ref reader, body)) { IsBare = true }];
        if (reader.TokenType != JsonTokenType.StartArray)
            throw JsonRead.Wrong(ref reader, body, "a string or an array of parts");
        var parts = new List<Part>();
        while (JsonRead.NextElement(ref reader))
            parts.Add(Read(ref reader, body));
        return parts;
    }

    /// <summary>Reads the part whose opening brace the reader stands on.</summary>
    public static Part Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        JsonRead.Object(ref reader, body);
        var type = reader;
        if (!FindType(ref type))
            throw Members.Missing(body, reader.TokenStartIndex, "type");
        return JsonRead.StringHere(ref type, body) switch
        {
            "text" => ReadText(ref reader, body),
            "reasoning" => ReadReasoning(ref reader, body),
            "refusal" => ReadRefusal(ref reader, body),
            "image" => MediaFields.Read(ref reader, body, MediaKind.Image),
            "audio" => MediaFields.Read(ref reader, body, MediaKind.Audio),
            "video" => MediaFields.Read(ref reader, body, MediaKind.Video),
            "document" => MediaFields.Read(ref reader, body, MediaKind.Document),
            "tool_call" => ToolPartReader.ReadCall(ref reader, body),
            "tool_result" => ToolPartReader.ReadResult(ref reader, body),
            "opaque" => ReadOpaque(ref reader, body),
            _ => throw JsonRead.Wrong(ref type, body, Types),
        };
    }

    /// <summary>Moves to the value of <c>type</c>, wherever it stands in the object.</summary>
    private static bool FindType(ref Utf8JsonReader reader)
    {
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
                return reader.Read();
            JsonRead.Skip(ref reader);
        }
        return false;
    }

    private static Part ReadText(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var text = default(JsonText);
        var isBare = false;
        List<Citation>? citations = null;
        var shared = new SharedMembers();
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("text"u8))
                text = JsonRead.Text(ref reader, body);
            else if (reader.ValueTextEquals("bare"u8))
                isBare = JsonRead.Boolean(ref reader, body) == true;
            else if (reader.ValueTextEquals("citations"u8))
                citations = CitationFields.ReadAll(ref reader, body);
            else
                shared.Read(ref reader, body);
        }
        return shared.Put(new TextPart(text) { IsBare = isBare, Citations = citations ?? (IReadOnlyList<Citation>)[] });
    }

    private static Part ReadReasoning(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var text = default(JsonText);
        var redacted = default(JsonText);
        var shared = new SharedMembers();
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("text"u8))
                text = JsonRead.Text(ref reader, body);
            else if (reader.ValueTextEquals("redacted"u8))
                redacted = JsonRead.Text(ref reader, body);
            else
                shared.Read(ref reader, body);
        }
        return shared.Put(new ReasoningPart(text) { RedactedData = redacted });
    }

    private static Part ReadRefusal(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var text = default(JsonText);
        var shared = new SharedMembers();
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("text"u8))
                text = JsonRead.Text(ref reader, body);
            else
                shared.Read(ref reader, body);
        }
        return shared.Put(new RefusalPart(text));
    }

    private static Part ReadOpaque(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var start = reader.TokenStartIndex;
        string? dialect = null;
        string? kind = null;
        var whole = default(RawJson);
        var isReference = false;
        var isUnknown = false;
        var shared = new SharedMembers();
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("dialect"u8))
                dialect = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("kind"u8))
                kind = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("json"u8))
                whole = JsonRead.Raw(ref reader, body);
            else if (reader.ValueTextEquals("reference"u8))
                isReference = JsonRead.Boolean(ref reader, body) == true;
            else if (reader.ValueTextEquals("unknown"u8))
                isUnknown = JsonRead.Boolean(ref reader, body) == true;
            else
                shared.Read(ref reader, body);
        }
        if (whole.IsAbsent)
            throw Members.Missing(body, start, "json");
        return shared.Put(new OpaquePart(dialect ?? throw Members.Missing(body, start, "dialect"), kind ?? "", whole) { IsReference = isReference, IsUnknown = isUnknown });
    }
}
