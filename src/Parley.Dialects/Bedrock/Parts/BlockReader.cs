using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>Reads content blocks, of requests and of replies. A block is an object with one member, whose name says what it is.</summary>
internal static class BlockReader
{
    /// <summary>Reads the blocks of an array whose opening bracket the reader stands on. A cache point belongs to the part before it.</summary>
    public static List<Part> ReadAll(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, bool isReply = false)
    {
        var parts = new List<Part>();
        while (JsonRead.NextElement(ref reader))
        {
            var part = Read(ref reader, body, isReply);
            if (parts.Count > 0 && CachePoint.Of(part) is { } cache && parts[^1].Cache is null)
                parts[^1] = parts[^1] with { Cache = cache };
            else
                parts.Add(part);
        }
        return parts;
    }

    /// <summary>Reads the block whose opening brace the reader stands on; one that is not known is taken whole.</summary>
    /// <exception cref="WireFormatException">A member has the wrong type, or what makes the block what it is is missing.</exception>
    public static Part Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, bool isReply = false)
    {
        JsonRead.Object(ref reader, body);
        var start = (int)reader.TokenStartIndex;
        Part? part = null;
        string? type = null;
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            type ??= reader.GetString();
            if (part is null)
                part = ReadMember(ref reader, body, isReply, ref extras);
            else
                ExtrasReading.Keep(ref reader, body, Names.Dialect, ref extras);
        }
        return part is null ? new OpaquePart(Names.Dialect, type ?? "", new RawJson(body[start..(int)reader.BytesConsumed])) : part with { Extras = extras };
    }

    /// <summary>Reads the member whose name the reader stands on; null for one that makes the block opaque.</summary>
    private static Part? ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, bool isReply, ref Extras? extras)
    {
        if (reader.ValueTextEquals("text"u8))
            return new TextPart(JsonRead.Text(ref reader, body));
        if (reader.ValueTextEquals("toolUse"u8))
            return ToolBlockReader.ReadCall(ref reader, body, ref extras);
        if (reader.ValueTextEquals("toolResult"u8))
            return ToolBlockReader.ReadResult(ref reader, body, isReply, ref extras);
        if (reader.ValueTextEquals("reasoningContent"u8))
            return ReasoningReader.ReadBlock(ref reader, body, ref extras);
        if (reader.ValueTextEquals("image"u8))
            return MediaReader.Read(MediaKind.Image, ref reader, body, ref extras);
        if (reader.ValueTextEquals("document"u8))
            return MediaReader.Read(MediaKind.Document, ref reader, body, ref extras);
        if (reader.ValueTextEquals("video"u8))
            return MediaReader.Read(MediaKind.Video, ref reader, body, ref extras);
        if (reader.ValueTextEquals("audio"u8))
            return MediaReader.Read(MediaKind.Audio, ref reader, body, ref extras);
        if (reader.ValueTextEquals("guardContent"u8))
            return ReadGuarded(ref reader, body, ref extras);
        if (reader.ValueTextEquals("citationsContent"u8))
            return CitationFields.ReadBlock(ref reader, body, ref extras);
        if (reader.ValueTextEquals("json"u8))
            return ReadJson(ref reader, body, ref extras);
        JsonRead.Skip(ref reader);
        return null;
    }

    /// <summary>A result in the form of JSON is text to every other dialect.</summary>
    private static TextPart ReadJson(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        reader.Read();
        var json = JsonScan.ReadRaw(ref reader, body);
        (extras ??= new Extras(Names.Dialect)).AddSpelling("json", json);
        return new TextPart(json.ToString());
    }

    /// <summary>What a guardrail looks at is content like any other; that it is marked so is lost elsewhere.</summary>
    private static Part? ReadGuarded(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        var start = (int)reader.TokenStartIndex;
        Part? part = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("text"u8))
                part = ReadGuardedText(ref reader, body) ?? part;
            else if (reader.ValueTextEquals("image"u8))
                part = MediaReader.Read(MediaKind.Image, ref reader, body, ref extras) ?? part;
            else
                JsonRead.Skip(ref reader);
        }
        if (part is not null)
            (extras ??= new Extras(Names.Dialect)).Add(Names.GuardContent, new RawJson(body[start..(int)reader.BytesConsumed]));
        return part;
    }

    private static TextPart? ReadGuardedText(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        JsonText text = default;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("text"u8))
                text = JsonRead.Text(ref reader, body);
            else
                JsonRead.Skip(ref reader);
        }
        return new TextPart(text);
    }
}
