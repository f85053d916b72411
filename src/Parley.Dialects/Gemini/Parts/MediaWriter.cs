using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Gemini;

/// <summary>Writes <c>inlineData</c> and <c>fileData</c>.</summary>
internal static class MediaWriter
{
    /// <summary>True when Gemini can take the medium; what it cannot say of it is recorded.</summary>
    public static bool Accepts(MediaPart media, ConversionLog log, string place)
    {
        if (media.Source is MediaSource.FileId { Dialect: not Names.Dialect } file)
        {
            log.DroppedContent(place, file.Id);
            return false;
        }
        if (media.Detail is not (null or "auto"))
            log.Dropped($"{place}.detail", media.Detail);
        if (media.WantsCitations)
            log.Dropped($"{place}.citations", "true");
        if (media is { Source: MediaSource.PlainText, Name: { } title })
            log.Dropped($"{place}.title", title);
        return media.Source is not MediaSource.PlainText { Text.IsEmpty: true };
    }

    /// <summary>Writes the member of the part that holds the medium.</summary>
    /// <param name="writer">Takes it.</param>
    /// <param name="media">The medium.</param>
    /// <param name="isOwn">True when this dialect read it: then no type is added where none was said.</param>
    public static void Write(Utf8JsonWriter writer, MediaPart media, bool isOwn)
    {
        switch (media.Source)
        {
            case MediaSource.Base64 inline:
                writer.WriteStartObject("inlineData"u8);
                writer.WriteString("mimeType"u8, media.MediaType ?? DefaultType(media.Kind));
                if (Nested.Spelling(media.Extras, MediaReader.SpelledData) is { IsAbsent: false } spelled)
                    spelled.WriteMember(writer, "data"u8);
                else
                    inline.Data.WriteMember(writer, "data"u8);
                WriteName(writer, media);
                Nested.Write(writer, media.Extras, MediaReader.InlinePrefix);
                writer.WriteEndObject();
                break;
            case MediaSource.Url url: WriteFile(writer, media, url.Address, isOwn); break;
            case MediaSource.FileId file: WriteFile(writer, media, file.Id, isOwn); break;
            case MediaSource.PlainText plain: plain.Text.WriteMember(writer, "text"u8); break;
        }
    }

    /// <summary>True for what Google has or fetches itself: uploaded files, objects of its storage, YouTube. Any other address is for the caller's machine to follow.</summary>
    public static bool IsKnownToGoogle(MediaPart media) => media.Source is not MediaSource.Url { Address: var address }
        || address.StartsWith("gs://", StringComparison.OrdinalIgnoreCase)
        || Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Host.EndsWith(".googleapis.com", StringComparison.OrdinalIgnoreCase)
            || uri.Host is "youtu.be" or "youtube.com" or "www.youtube.com");

    private static void WriteFile(Utf8JsonWriter writer, MediaPart media, string address, bool isOwn)
    {
        writer.WriteStartObject("fileData"u8);
        if ((media.MediaType ?? (isOwn ? null : MediaReader.GuessType(address))) is { } type)
            writer.WriteString("mimeType"u8, type);
        writer.WriteString("fileUri"u8, address);
        WriteName(writer, media);
        Nested.Write(writer, media.Extras, MediaReader.FilePrefix);
        writer.WriteEndObject();
    }

    private static void WriteName(Utf8JsonWriter writer, MediaPart media)
    {
        if (media.Name is not null && media.Extras is not { Dialect: not Names.Dialect } && media.Source is not MediaSource.Url)
            writer.WriteString("displayName"u8, media.Name);
    }

    private static string DefaultType(MediaKind kind) => kind switch
    {
        MediaKind.Image => "image/jpeg",
        MediaKind.Audio => "audio/wav",
        MediaKind.Video => "video/mp4",
        _ => "application/pdf",
    };
}
