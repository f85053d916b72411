using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Reads media parts. A <c>data:</c> URL becomes its bytes, still a slice of the body.</summary>
internal static class MediaReader
{
    /// <summary>Reads <c>{"image_url" | "file_id", "detail"}</c>; null when it names no image.</summary>
    public static MediaPart? ReadImage(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        var url = default(JsonText);
        string? id = null;
        string? detail = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("image_url"u8))
                url = ReadAddress(ref reader, body);
            else if (reader.ValueTextEquals("file_id"u8))
                id = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("detail"u8))
                detail = JsonRead.String(ref reader, body);
            else
                ReadOther(ref reader, body, ref extras);
        }
        if (id is not null)
            return new MediaPart(MediaKind.Image, new MediaSource.FileId(Names.Dialect, id)) { Detail = detail };
        return url.IsEmpty ? null : At(MediaKind.Image, url) with { Detail = detail };
    }

    /// <summary>Reads <c>{"file_data" | "file_url" | "file_id", "filename"}</c>; null when it names no file.</summary>
    public static MediaPart? ReadFile(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        var data = default(JsonText);
        string? url = null;
        string? id = null;
        string? name = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("file_data"u8))
                data = DataUrl.ReadBytes(ref reader, body);
            else if (reader.ValueTextEquals("file_url"u8))
                url = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("file_id"u8))
                id = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("filename"u8))
                name = JsonRead.String(ref reader, body);
            else
                ReadOther(ref reader, body, ref extras);
        }
        if (id is not null)
            return new MediaPart(MediaKind.Document, new MediaSource.FileId(Names.Dialect, id)) { Name = name };
        if (url is not null)
            return new MediaPart(MediaKind.Document, new MediaSource.Url(url)) { Name = name };
        return data.IsEmpty ? null : Document(data, ref extras) with { Name = name };
    }

    /// <summary>Reads <c>{"input_audio": {"data", "format"}}</c>.</summary>
    public static MediaPart? ReadAudio(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        var data = default(JsonText);
        string? format = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (!reader.ValueTextEquals("input_audio"u8))
            {
                ReadOther(ref reader, body, ref extras);
                continue;
            }
            if (!JsonRead.BeginObject(ref reader, body))
                continue;
            while (JsonRead.NextMember(ref reader))
            {
                if (reader.ValueTextEquals("data"u8))
                    data = DataUrl.ReadBytes(ref reader, body);
                else if (reader.ValueTextEquals("format"u8))
                    format = JsonRead.String(ref reader, body);
                else
                    ExtraMembers.Keep(ref reader, body, ref extras, "input_audio.");
            }
        }
        return data.IsEmpty ? null : new MediaPart(MediaKind.Audio, new MediaSource.Base64(data)) { MediaType = AudioFormat.MediaType(format) };
    }

    /// <summary>Null stands for absent: the image may have a <c>file_id</c>.</summary>
    private static JsonText ReadAddress(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Null ? default : DataUrl.ReadAddressHere(ref reader, body);
    }

    /// <summary>A medium at an address or within a data URL.</summary>
    private static MediaPart At(MediaKind kind, JsonText url) => DataUrl.TryRead(url, out var mediaType, out var data)
        ? new MediaPart(kind, new MediaSource.Base64(data)) { MediaType = mediaType }
        : new MediaPart(kind, new MediaSource.Url(url.ToString()));

    /// <summary>OpenAI wants a data URL; some clients send bare base64, which is noted.</summary>
    private static MediaPart Document(JsonText data, ref Extras? extras)
    {
        if (DataUrl.TryRead(data, out _, out _))
            return At(MediaKind.Document, data);
        ExtraMembers.Note(ref extras, Spelling.Bare);
        return new MediaPart(MediaKind.Document, new MediaSource.Base64(data)) { MediaType = "application/pdf" };
    }

    private static void ReadOther(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (reader.ValueTextEquals("type"u8))
            JsonRead.Skip(ref reader);
        else
            ExtraMembers.Keep(ref reader, body, ref extras);
    }
}
