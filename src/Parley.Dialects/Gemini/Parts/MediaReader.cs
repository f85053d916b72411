using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>Reads <c>inlineData</c> and <c>fileData</c>.</summary>
internal static class MediaReader
{
    public const string InlinePrefix = "inlineData.";
    public const string SpelledData = "inlineData.data";
    public const string FilePrefix = "fileData.";

    /// <summary>Reads the value behind the name; null for null.</summary>
    public static MediaPart? ReadInline(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        JsonText data = default;
        string? type = null;
        string? name = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("data"u8))
                data = JsonRead.Text(ref reader, body);
            else if (reader.Is("mimeType"u8, "mime_type"u8))
                type = JsonRead.String(ref reader, body);
            else if (reader.Is("displayName"u8, "display_name"u8))
                name = JsonRead.String(ref reader, body);
            else
                Nested.Keep(ref reader, body, InlinePrefix, ref extras);
        }
        if (UrlSafeBase64.TryConvert(data, out var standard))
        {
            var token = new System.Buffers.ArrayBufferWriter<byte>(data.ByteCount + 2);
            data.WriteToken(token);
            (extras ??= new Extras(Names.Dialect)).AddSpelling(SpelledData, new RawJson(token.WrittenMemory));
            data = standard;
        }
        return new MediaPart(KindOf(type, ""), new MediaSource.Base64(data)) { MediaType = type, Name = name };
    }

    /// <summary>Reads the value behind the name; null for null.</summary>
    public static MediaPart? ReadFile(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        var address = "";
        string? type = null;
        string? name = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.Is("fileUri"u8, "file_uri"u8))
                address = JsonRead.String(ref reader, body) ?? "";
            else if (reader.Is("mimeType"u8, "mime_type"u8))
                type = JsonRead.String(ref reader, body);
            else if (reader.Is("displayName"u8, "display_name"u8))
                name = JsonRead.String(ref reader, body);
            else
                Nested.Keep(ref reader, body, FilePrefix, ref extras);
        }
        return new MediaPart(KindOf(type, address), SourceOf(address)) { MediaType = type, Name = name };
    }

    public static MediaKind KindOf(string? type, string address)
    {
        if (type is null)
            return IsFilm(address) ? MediaKind.Video : GuessType(address) is { } guessed ? KindOf(guessed, "") : MediaKind.Document;
        if (type.StartsWith("image/", StringComparison.OrdinalIgnoreCase))
            return MediaKind.Image;
        if (type.StartsWith("audio/", StringComparison.OrdinalIgnoreCase))
            return MediaKind.Audio;
        return type.StartsWith("video/", StringComparison.OrdinalIgnoreCase) ? MediaKind.Video : MediaKind.Document;
    }

    /// <summary>The media type for the ending of an address; null when it has none that is known.</summary>
    public static string? GuessType(string address)
    {
        var path = address.AsSpan();
        if (path.IndexOfAny('?', '#') is >= 0 and var end)
            path = path[..end];
        var dot = path.LastIndexOf('.');
        return dot < 0 ? null : path[(dot + 1)..] switch
        {
            "png" => "image/png",
            "jpg" or "jpeg" => "image/jpeg",
            "webp" => "image/webp",
            "gif" => "image/gif",
            "heic" => "image/heic",
            "pdf" => "application/pdf",
            "txt" => "text/plain",
            "mp3" => "audio/mpeg",
            "wav" => "audio/wav",
            "mp4" => "video/mp4",
            _ => null,
        };
    }

    /// <summary>Uploaded files and buckets are known to Google alone; other addresses anyone can fetch.</summary>
    private static MediaSource SourceOf(string address) =>
        address.StartsWith("gs://", StringComparison.Ordinal) || address.StartsWith("https://generativelanguage.googleapis.com/", StringComparison.Ordinal) || !address.Contains("://", StringComparison.Ordinal)
            ? new MediaSource.FileId(Names.Dialect, address)
            : new MediaSource.Url(address);

    private static bool IsFilm(string address) => address.Contains("youtube.com/", StringComparison.Ordinal) || address.Contains("youtu.be/", StringComparison.Ordinal);
}
