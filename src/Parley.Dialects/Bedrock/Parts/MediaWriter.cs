using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>Writes images, documents, films and sound: as bytes, or as objects of S3 where they came so. Nothing is fetched by its address.</summary>
internal static class MediaWriter
{
    /// <summary>True when the medium can be said.</summary>
    public static bool CanWrite(MediaPart media, bool isOwn) => media.Source switch
    {
        MediaSource.FileId file => file.Dialect == Names.Dialect,
        MediaSource.PlainText => media.Kind == MediaKind.Document,
        MediaSource.Base64 => FormatOf(media, isOwn) is not null,
        _ => false,
    };

    /// <summary>Writes the member of the block.</summary>
    public static void Write(MediaPart media, WriterScope scope, string place)
    {
        var json = scope.Json;
        json.WriteStartObject(MediaFormats.MemberOf(media.Kind));
        if (FormatOf(media, scope.IsOwn) is { } format)
            json.WriteString("format"u8, format);
        if (scope.IsOwn && media.Name is not null)
            json.WriteString("name"u8, media.Name);
        else if (!scope.IsOwn && media.Kind == MediaKind.Document)
            json.WriteString("name"u8, scope.Documents.Next(media.Name));
        if (!scope.TryWriteSpelling(media.Extras, Names.Source))
            WriteSource(media, scope);
        WriteCitations(media, scope);
        if (media.Name is not null && !scope.IsOwn && media.Kind != MediaKind.Document)
            scope.Log.Dropped($"{place}.name", media.Name);
        if (media.Detail is not (null or "auto"))
            scope.Log.Dropped($"{place}.detail", media.Detail);
        media.Extras.Write(json, Names.Dialect, scope.Log, place);
        json.WriteEndObject();
    }

    private static void WriteSource(MediaPart media, WriterScope scope)
    {
        var json = scope.Json;
        json.WriteStartObject("source"u8);
        switch (media.Source)
        {
            case MediaSource.FileId file:
                json.WriteStartObject("s3Location"u8);
                json.WriteString("uri"u8, file.Id);
                json.WriteEndObject();
                break;
            case MediaSource.PlainText plain when scope.IsOwn:
                plain.Text.WriteMember(json, "text"u8);
                break;
            case MediaSource.PlainText plain:
                json.WriteBase64String("bytes"u8, Encoding.UTF8.GetBytes(plain.Text.ToString()));
                break;
            case MediaSource.Base64 inline:
                inline.Data.WriteMember(json, "bytes"u8);
                break;
        }
        json.WriteEndObject();
    }

    private static void WriteCitations(MediaPart media, WriterScope scope)
    {
        if (!media.WantsCitations)
        {
            scope.TryWriteSpelling(media.Extras, "citations");
            return;
        }
        scope.Json.WriteStartObject("citations"u8);
        scope.Json.WriteBoolean("enabled"u8, true);
        scope.Json.WriteEndObject();
    }

    private static string? FormatOf(MediaPart media, bool isOwn)
    {
        if (isOwn)
            return media.MediaType is null ? null : MediaFormats.FormatOf(media.Kind, media.MediaType) ?? media.MediaType[(media.MediaType.IndexOf('/', StringComparison.Ordinal) + 1)..];
        if (media.MediaType is not null)
            return MediaFormats.FormatOf(media.Kind, media.MediaType);
        return (media.Kind, media.Source) switch
        {
            (MediaKind.Image, MediaSource.Base64 inline) => ImageFormat(inline.Data),
            (MediaKind.Document, MediaSource.PlainText) => "txt",
            (MediaKind.Document, _) => "pdf",
            _ => null,
        };
    }

    /// <summary>The format by the first bytes, for dialects that do not say it (Ollama).</summary>
    private static string ImageFormat(JsonText data)
    {
        var text = data.TryGetPlainUtf8(out var plain) ? plain[..Math.Min(4, plain.Length)] : Encoding.UTF8.GetBytes(data.ToString()).AsSpan();
        if (text.StartsWith("/9j/"u8))
            return "jpeg";
        if (text.StartsWith("R0lG"u8))
            return "gif";
        return text.StartsWith("UklG"u8) ? "webp" : "png";
    }
}
