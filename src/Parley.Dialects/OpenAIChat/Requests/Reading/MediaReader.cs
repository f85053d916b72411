using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Reads media parts. A <c>data:</c> URL becomes its bytes, still a slice of the body.</summary>
internal static class MediaReader
{
    /// <summary>Reads a part that says <c>{"url": ...}</c> or the bare address (Mistral) under the name of its type.</summary>
    public static MediaPart ReadUrl(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, PartDraft draft, MediaKind kind, string member)
    {
        var start = (int)reader.TokenStartIndex;
        var url = default(JsonText);
        string? detail = null;
        string? name = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals(member))
                url = ReadAddress(ref reader, body, draft, member, ref detail);
            else if (reader.ValueTextEquals("document_name"u8))
                name = JsonRead.String(ref reader, body);
            else
                draft.ReadOther(ref reader, body);
        }
        if (kind == MediaKind.Document)
            ExtraMembers.Note(ref draft.Extras, Spelling.DocumentUrl);
        return Part(kind, JsonDemand.Said(url, body, start, member)) with { Detail = detail, Name = name };
    }

    /// <summary>Reads <c>{"input_audio": {"data", "format"}}</c>, or the bare base64 or address that Mistral takes.</summary>
    public static MediaPart ReadAudio(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, PartDraft draft)
    {
        var start = (int)reader.TokenStartIndex;
        var data = default(JsonText);
        string? format = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (!reader.ValueTextEquals("input_audio"u8))
            {
                draft.ReadOther(ref reader, body);
                continue;
            }
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadSound(ref reader, body, draft, ref data, ref format);
                continue;
            }
            data = DataUrl.ReadBytesHere(ref reader, body);
            ExtraMembers.Note(ref draft.Extras, Spelling.Bare);
        }
        JsonDemand.Said(data, body, start, "input_audio.data");
        if (DataUrl.IsAddress(data))
            return Part(MediaKind.Audio, data);
        return new MediaPart(MediaKind.Audio, new MediaSource.Base64(data)) { MediaType = AudioFormat.MediaType(format) };
    }

    /// <summary>Reads <c>{"file": {"file_data", "file_id", "filename"}}</c>, or Mistral's flat <c>file_id</c>.</summary>
    public static MediaPart? ReadFile(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, PartDraft draft)
    {
        var data = default(JsonText);
        string? id = null;
        string? name = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("file"u8))
                ReadFileObject(ref reader, body, draft, ref data, ref id, ref name);
            else
                draft.ReadOther(ref reader, body);
        }
        if (id is not null)
            return new MediaPart(MediaKind.Document, new MediaSource.FileId(Names.Dialect, id)) { Name = name };
        return data.IsEmpty ? null : FilePart(data, draft) with { Name = name };
    }

    /// <summary>A medium at an address or within a data URL.</summary>
    public static MediaPart Part(MediaKind kind, JsonText url) => DataUrl.TryRead(url, out var mediaType, out var data)
        ? new MediaPart(kind, new MediaSource.Base64(data)) { MediaType = mediaType }
        : new MediaPart(kind, new MediaSource.Url(url.ToString()));

    /// <summary>OpenAI wants a data URL; OpenRouter takes an address and some clients send bare base64, which is noted.</summary>
    private static MediaPart FilePart(JsonText data, PartDraft draft)
    {
        if (DataUrl.IsAddress(data))
            return Part(KindOf(data), data);
        ExtraMembers.Note(ref draft.Extras, Spelling.Bare);
        return new MediaPart(MediaKind.Document, new MediaSource.Base64(data)) { MediaType = "application/pdf" };
    }

    private static MediaKind KindOf(JsonText url) => DataUrl.TryRead(url, out var mediaType, out _) && mediaType?.StartsWith("image/", StringComparison.Ordinal) == true
        ? MediaKind.Image
        : MediaKind.Document;

    private static JsonText ReadAddress(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, PartDraft draft, string member, ref string? detail)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            ExtraMembers.Note(ref draft.Extras, Spelling.Bare);
            return DataUrl.ReadAddressHere(ref reader, body);
        }
        var start = (int)reader.TokenStartIndex;
        var url = default(JsonText);
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("url"u8))
                url = DataUrl.ReadAddress(ref reader, body);
            else if (reader.ValueTextEquals("detail"u8))
                detail = JsonRead.String(ref reader, body);
            else
                ExtraMembers.KeepInner(ref reader, body, member, ref draft.Extras);
        }
        return JsonDemand.Said(url, body, start, "url");
    }

    private static void ReadSound(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, PartDraft draft, ref JsonText data, ref string? format)
    {
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("data"u8))
                data = DataUrl.ReadBytes(ref reader, body);
            else if (reader.ValueTextEquals("format"u8))
                format = JsonRead.String(ref reader, body);
            else
                ExtraMembers.KeepInner(ref reader, body, "input_audio", ref draft.Extras);
        }
    }

    private static void ReadFileObject(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, PartDraft draft, ref JsonText data, ref string? id, ref string? name)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("file_data"u8))
                data = DataUrl.ReadBytes(ref reader, body);
            else if (reader.ValueTextEquals("file_id"u8))
                id = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("filename"u8))
                name = JsonRead.String(ref reader, body);
            else
                ExtraMembers.KeepInner(ref reader, body, "file", ref draft.Extras);
        }
    }
}
