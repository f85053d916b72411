using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>Reads images, documents, films and sound.</summary>
internal static class MediaReader
{
    /// <summary>Moves to the value of the block; null when its bytes are somewhere that is not known here.</summary>
    public static MediaPart? Read(MediaKind kind, ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        MediaSource? source = null;
        string? format = null;
        string? name = null;
        var wantsCitations = false;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("source"u8))
                source = ReadSource(ref reader, body, ref extras);
            else if (reader.ValueTextEquals("format"u8))
                format = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("name"u8))
                name = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("citations"u8))
                wantsCitations = ReadCitations(ref reader, body, ref extras);
            else
                ExtrasReading.Keep(ref reader, body, Names.Dialect, ref extras);
        }
        return source is null ? null : new MediaPart(kind, source)
        {
            MediaType = format is null ? null : MediaFormats.TypeOf(kind, format),
            Name = name,
            WantsCitations = wantsCitations,
        };
    }

    private static MediaSource? ReadSource(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        var start = (int)reader.TokenStartIndex;
        MediaSource? source = null;
        var isWhole = true;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("bytes"u8))
                source = new MediaSource.Base64(JsonRead.Text(ref reader, body));
            else if (reader.ValueTextEquals("text"u8))
                source = new MediaSource.PlainText(JsonRead.Text(ref reader, body));
            else if (reader.ValueTextEquals("s3Location"u8))
                source = ReadLocation(ref reader, body, ref isWhole);
            else
            {
                isWhole = false;
                if (reader.ValueTextEquals("content"u8))
                    source = ReadContent(ref reader, body);
                else
                    JsonRead.Skip(ref reader);
            }
        }
        if (!isWhole)
            (extras ??= new Extras(Names.Dialect)).AddSpelling(Names.Source, new RawJson(body[start..(int)reader.BytesConsumed]));
        return source;
    }

    private static MediaSource.FileId? ReadLocation(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref bool isWhole)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        string? address = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("uri"u8))
                address = JsonRead.String(ref reader, body);
            else
            {
                isWhole = false;
                JsonRead.Skip(ref reader);
            }
        }
        return address is null ? null : new MediaSource.FileId(Names.Dialect, address);
    }

    /// <summary>A document in chunks, each of them text; other dialects see them one below the other.</summary>
    private static MediaSource.PlainText? ReadContent(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return null;
        var joined = new ArrayBufferWriter<byte>();
        joined.Write("\""u8);
        foreach (var part in BlockReader.ReadAll(ref reader, body))
        {
            if (part is not TextPart text)
                continue;
            if (joined.WrittenCount > 1)
                joined.Write("\\n"u8);
            text.Text.WriteEscaped(joined);
        }
        joined.Write("\""u8);
        return new MediaSource.PlainText(JsonText.FromToken(joined.WrittenMemory));
    }

    private static bool ReadCitations(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        var whole = JsonRead.Raw(ref reader, body);
        if (whole.Kind != JsonValueKind.Object)
            return false;
        var enabled = false;
        var members = new JsonMembers(whole.Utf8);
        while (members.Next(out var name, out var value))
            enabled |= name.SequenceEqual("enabled"u8) && value.Kind == JsonValueKind.True;
        if (!enabled)
            (extras ??= new Extras(Names.Dialect)).AddSpelling("citations", whole);
        return enabled;
    }
}
