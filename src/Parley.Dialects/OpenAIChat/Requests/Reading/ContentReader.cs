using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Reads a message's <c>content</c> where it is a list of parts.</summary>
internal static class ContentReader
{
    /// <summary>Reads the array whose opening bracket the reader stands on.</summary>
    public static void ReadParts(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<Part> parts)
    {
        while (JsonRead.NextElement(ref reader))
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                parts.Add(new TextPart(JsonRead.TextHere(ref reader, body)));
                continue;
            }
            JsonRead.Object(ref reader, body);
            parts.Add(ReadPart(ref reader, body));
        }
    }

    private static Part ReadPart(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var start = (int)reader.TokenStartIndex;
        var type = TypeOf(reader, body);
        var draft = new PartDraft();
        Part? part = type switch
        {
            "text" => ReadText(ref reader, body, draft),
            "refusal" => ReadRefusal(ref reader, body, draft),
            "image_url" => MediaReader.ReadUrl(ref reader, body, draft, MediaKind.Image, "image_url"),
            "video_url" => MediaReader.ReadUrl(ref reader, body, draft, MediaKind.Video, "video_url"),
            "document_url" => MediaReader.ReadUrl(ref reader, body, draft, MediaKind.Document, "document_url"),
            "input_audio" => MediaReader.ReadAudio(ref reader, body, draft),
            "file" => MediaReader.ReadFile(ref reader, body, draft),
            "thinking" => ThinkingChunk.Read(ref reader, body, draft),
            _ => null,
        };
        if (part is not null)
            return part with { Cache = draft.Cache, Extras = draft.Extras };
        while (JsonRead.NextMember(ref reader))
            JsonRead.Skip(ref reader);
        return new OpaquePart(Names.Dialect, type, new RawJson(body[start..(int)reader.BytesConsumed]));
    }

    /// <summary>The part's type, wherever among its members it stands. The reader is a copy.</summary>
    private static string TypeOf(Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
                return JsonRead.String(ref reader, body) ?? "";
            JsonRead.Skip(ref reader);
        }
        return "";
    }

    private static TextPart ReadText(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, PartDraft draft)
    {
        var text = default(JsonText);
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("text"u8))
                text = JsonRead.Text(ref reader, body);
            else
                draft.ReadOther(ref reader, body);
        }
        return new TextPart(text);
    }

    private static RefusalPart ReadRefusal(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, PartDraft draft)
    {
        var text = default(JsonText);
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("refusal"u8))
                text = JsonRead.Text(ref reader, body);
            else
                draft.ReadOther(ref reader, body);
        }
        ExtraMembers.Note(ref draft.Extras, Spelling.RefusalInContent);
        return new RefusalPart(text);
    }
}

/// <summary>What any part may carry besides its content.</summary>
internal sealed class PartDraft
{
    public CacheHint? Cache;
    public Extras? Extras;

    /// <summary>Reads a member that is not the content.</summary>
    public void ReadOther(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("type"u8))
            JsonRead.Skip(ref reader);
        else if (reader.ValueTextEquals("cache_control"u8))
            CacheControl.Read(ref reader, body, ref Cache, ref Extras);
        else
            ExtraMembers.Keep(ref reader, body, ref Extras);
    }
}
