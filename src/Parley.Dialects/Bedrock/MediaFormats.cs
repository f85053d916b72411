using Parley.Dialects.Conversation;

namespace Parley.Dialects.Bedrock;

/// <summary>The one table between the formats of media and their media types.</summary>
/// <remarks>Source: ImageBlock, DocumentBlock, VideoBlock and AudioBlock in the API reference of Converse.</remarks>
internal static class MediaFormats
{
    private static readonly (MediaKind Kind, string Format, string MediaType)[] Table =
    [
        (MediaKind.Image, "png", "image/png"),
        (MediaKind.Image, "jpeg", "image/jpeg"),
        (MediaKind.Image, "gif", "image/gif"),
        (MediaKind.Image, "webp", "image/webp"),
        (MediaKind.Document, "pdf", "application/pdf"),
        (MediaKind.Document, "csv", "text/csv"),
        (MediaKind.Document, "doc", "application/msword"),
        (MediaKind.Document, "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (MediaKind.Document, "xls", "application/vnd.ms-excel"),
        (MediaKind.Document, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (MediaKind.Document, "html", "text/html"),
        (MediaKind.Document, "txt", "text/plain"),
        (MediaKind.Document, "md", "text/markdown"),
        (MediaKind.Video, "mp4", "video/mp4"),
        (MediaKind.Video, "mov", "video/quicktime"),
        (MediaKind.Video, "mkv", "video/x-matroska"),
        (MediaKind.Video, "webm", "video/webm"),
        (MediaKind.Video, "flv", "video/x-flv"),
        (MediaKind.Video, "mpeg", "video/mpeg"),
        (MediaKind.Video, "mpg", "video/mpg"),
        (MediaKind.Video, "wmv", "video/x-ms-wmv"),
        (MediaKind.Video, "three_gp", "video/3gpp"),
        (MediaKind.Audio, "mp3", "audio/mpeg"),
        (MediaKind.Audio, "mp3", "audio/mp3"),
        (MediaKind.Audio, "wav", "audio/wav"),
        (MediaKind.Audio, "flac", "audio/flac"),
        (MediaKind.Audio, "ogg", "audio/ogg"),
        (MediaKind.Audio, "opus", "audio/opus"),
        (MediaKind.Audio, "aac", "audio/aac"),
        (MediaKind.Audio, "m4a", "audio/mp4"),
        (MediaKind.Audio, "webm", "audio/webm"),
    ];

    /// <summary>The media type of a format; for one that is not known a type made of its name.</summary>
    public static string TypeOf(MediaKind kind, string format)
    {
        foreach (var row in Table)
        {
            if (row.Kind == kind && row.Format == format)
                return row.MediaType;
        }
        return $"{MemberOf(kind)}/{format}";
    }

    /// <summary>The format of a media type; null when the dialect has none.</summary>
    public static string? FormatOf(MediaKind kind, string mediaType)
    {
        foreach (var row in Table)
        {
            if (row.Kind == kind && row.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase))
                return row.Format;
        }
        if (kind == MediaKind.Document)
            return mediaType.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || mediaType is "application/json" or "application/xml" ? "txt" : null;
        return mediaType.StartsWith(MemberOf(kind) + "/", StringComparison.OrdinalIgnoreCase) && kind != MediaKind.Image ? mediaType[(MemberOf(kind).Length + 1)..] : mediaType == "image/jpg" ? "jpeg" : null;
    }

    /// <summary>The name of the block.</summary>
    public static string MemberOf(MediaKind kind) => kind switch
    {
        MediaKind.Image => "image",
        MediaKind.Audio => "audio",
        MediaKind.Video => "video",
        _ => "document",
    };
}
