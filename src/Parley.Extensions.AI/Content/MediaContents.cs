using System.Text;
using Microsoft.Extensions.AI;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Extensions.AI.Content;

/// <summary>Images, sound, films and documents, in both forms.</summary>
internal static class MediaContents
{
    /// <summary>The additional property that says how closely to look at an image.</summary>
    public const string Detail = "detail";

    /// <summary>The additional property of an uploaded file that says whose it is.</summary>
    public const string FileDialect = "dialect";

    /// <summary>The content of a medium; null where the abstractions have no form for it (an address that is none, data that is no base64).</summary>
    public static AIContent? ContentOf(MediaPart media)
    {
        var content = media.Source switch
        {
            MediaSource.Base64 inline => TryDecode(inline.Data, TypeOf(media)),
            MediaSource.PlainText plain => new DataContent(Encoding.UTF8.GetBytes(plain.Text.ToString()), media.MediaType ?? "text/plain"),
            MediaSource.Url url => Uri.TryCreate(url.Address, UriKind.Absolute, out var address) ? new UriContent(address, TypeOf(media)) : null,
            MediaSource.FileId file => FileOf(file, media),
            _ => (AIContent?)null,
        };
        if (content is null)
            return null;
        if (content is DataContent data)
            data.Name = media.Name;
        if (media.Detail is not null)
            (content.AdditionalProperties ??= [])[Detail] = media.Detail;
        content.RawRepresentation = media;
        return content;
    }

    /// <summary>The part of data.</summary>
    public static MediaPart PartOf(DataContent data)
    {
        // Quotes and all, so that the text is written without being looked at again.
        var base64 = data.Base64Data.Span;
        var token = new byte[base64.Length + 2];
        (token[0], token[^1]) = ((byte)'"', (byte)'"');
        Encoding.ASCII.GetBytes(base64, token.AsSpan(1));
        return new MediaPart(KindOf(data.MediaType), new MediaSource.Base64(JsonText.FromToken(token))) { MediaType = data.MediaType, Name = data.Name };
    }

    /// <summary>The part of an address.</summary>
    public static MediaPart PartOf(UriContent content) =>
        string.Equals(content.Uri.Scheme, "data", StringComparison.OrdinalIgnoreCase)
            ? PartOf(new DataContent(content.Uri, content.MediaType))
            : new MediaPart(KindOf(content.MediaType), new MediaSource.Url(content.Uri.AbsoluteUri)) { MediaType = content.MediaType.EndsWith('*') ? null : content.MediaType };

    /// <summary>The part of an uploaded file; OpenAI's unless the content says whose it is.</summary>
    public static MediaPart PartOf(HostedFileContent file)
    {
        var dialect = file.AdditionalProperties is { } properties && properties.TryGetValue(FileDialect, out var said) && said?.ToString() is { Length: > 0 } name ? name : DialectNames.OpenAIResponses;
        return new MediaPart(KindOf(file.MediaType), new MediaSource.FileId(dialect, file.FileId)) { MediaType = file.MediaType, Name = file.Name };
    }

    private static HostedFileContent FileOf(MediaSource.FileId file, MediaPart media) => new(file.Id)
    {
        MediaType = media.MediaType,
        Name = media.Name,
        AdditionalProperties = new() { [FileDialect] = file.Dialect },
    };

    private static DataContent? TryDecode(JsonText base64, string mediaType)
    {
        var text = base64.ToString();
        var bytes = new byte[(text.Length * 3 / 4) + 3];
        return Convert.TryFromBase64String(text, bytes, out var length) ? new DataContent(bytes.AsMemory(0, length), mediaType) : null;
    }

    private static MediaKind KindOf(string? mediaType) => mediaType switch
    {
        null => MediaKind.Document,
        _ when mediaType.StartsWith("image/", StringComparison.OrdinalIgnoreCase) => MediaKind.Image,
        _ when mediaType.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) => MediaKind.Audio,
        _ when mediaType.StartsWith("video/", StringComparison.OrdinalIgnoreCase) => MediaKind.Video,
        _ => MediaKind.Document,
    };

    private static string TypeOf(MediaPart media) => media.MediaType ?? media.Kind switch
    {
        MediaKind.Image => "image/*",
        MediaKind.Audio => "audio/*",
        MediaKind.Video => "video/*",
        _ => "application/octet-stream",
    };
}
