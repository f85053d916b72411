using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Writes media: images and files by address, data URL or file id, sound by base64. Plain-text documents become text.</summary>
internal static class MediaWriter
{
    private const string DefaultFileName = "document.pdf";

    /// <summary>Whether OpenAI has a form for the medium of another dialect.</summary>
    public static bool CanWrite(RequestWriting writing, MediaPart media) => media.Source switch
    {
        MediaSource.FileId file => file.Dialect == Names.Dialect,
        MediaSource.PlainText => true,
        MediaSource.Url => writing.Profile.MediaUrls && media.Kind is MediaKind.Image or MediaKind.Document,
        MediaSource.Base64 => media.Kind is MediaKind.Image or MediaKind.Document || media.Kind == MediaKind.Audio && AudioFormat.Word(media.MediaType) is not null,
        _ => false,
    };

    /// <summary>Writes the members of the part.</summary>
    public static void Write(RequestWriting writing, MediaPart media, string place)
    {
        if (media.WantsCitations)
            writing.Log.Dropped($"{place}.citations");
        if (media is { Name: not null, Kind: MediaKind.Image or MediaKind.Audio })
            writing.Log.Dropped($"{place}.name", media.Name);
        switch (media)
        {
            case { Source: MediaSource.PlainText plain }: WritePlainText(writing, plain, media.Name, place); break;
            case { Kind: MediaKind.Image }: WriteImage(writing.Json, media); break;
            case { Kind: MediaKind.Audio, Source: MediaSource.Base64 sound }: WriteAudio(writing.Json, media, sound); break;
            default: WriteFile(writing, media); break;
        }
    }

    private static void WriteImage(Utf8JsonWriter json, MediaPart media)
    {
        json.WriteString("type"u8, "input_image"u8);
        if (media.Source is MediaSource.FileId file)
            json.WriteString("file_id"u8, file.Id);
        else if (media.Source is MediaSource.Url url)
            json.WriteString("image_url"u8, url.Address);
        else if (media.Source is MediaSource.Base64 inline)
            DataUrl.Write(json, "image_url", media.MediaType ?? "image/png", inline.Data);
        if (media.Detail is not null)
            json.WriteString("detail"u8, media.Detail);
    }

    private static void WriteAudio(Utf8JsonWriter json, MediaPart media, MediaSource.Base64 sound)
    {
        json.WriteString("type"u8, "input_audio"u8);
        json.WriteStartObject("input_audio"u8);
        sound.Data.WriteMember(json, "data"u8);
        if (AudioFormat.Word(media.MediaType) is { } format)
            json.WriteString("format"u8, format);
        media.Extras.WriteInner(json, "input_audio.");
        json.WriteEndObject();
    }

    private static void WriteFile(RequestWriting writing, MediaPart media)
    {
        var json = writing.Json;
        json.WriteString("type"u8, "input_file"u8);
        switch (media.Source)
        {
            case MediaSource.FileId file:
                json.WriteString("file_id"u8, file.Id);
                break;
            case MediaSource.Url url:
                json.WriteString("file_url"u8, url.Address);
                break;
            case MediaSource.Base64 bare when media.Extras.Spells(Spelling.Bare):
                bare.Data.WriteMember(json, "file_data"u8);
                break;
            case MediaSource.Base64 inline:
                DataUrl.Write(json, "file_data", media.MediaType ?? "application/pdf", inline.Data);
                break;
        }
        // OpenAI takes file data only with a name.
        if (media.Name is not null)
            json.WriteString("filename"u8, media.Name);
        else if (!writing.IsOwn && media.Source is MediaSource.Base64)
            json.WriteString("filename"u8, DefaultFileName);
    }

    private static void WritePlainText(RequestWriting writing, MediaSource.PlainText plain, string? name, string place)
    {
        writing.Log.Moved(place, "text");
        writing.Json.WriteString("type"u8, "input_text"u8);
        (name is null ? plain.Text : JsonText.FromString($"{name}\n\n{plain.Text}")).WriteMember(writing.Json, "text"u8);
    }
}
