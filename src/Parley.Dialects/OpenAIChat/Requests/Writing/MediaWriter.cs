using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Writes media: images by address or data URL, sound by base64, documents by data URL or file id. Plain-text documents become text.</summary>
internal static class MediaWriter
{
    private const string DefaultFileName = "document.pdf";

    /// <summary>Whether OpenAI has a form for the medium of another dialect.</summary>
    public static bool CanWrite(RequestWriting writing, MediaPart media) => media.Source switch
    {
        MediaSource.FileId file => file.Dialect == Names.Dialect,
        MediaSource.PlainText => true,
        MediaSource.Url => media.Kind == MediaKind.Image,
        MediaSource.Base64 => media.Kind switch
        {
            MediaKind.Image => true,
            MediaKind.Audio => AudioFormat.Word(media.MediaType) is not null,
            MediaKind.Document => true,
            _ => false,
        },
        _ => false,
    };

    /// <summary>Writes the members of the part.</summary>
    public static void Write(RequestWriting writing, MediaPart media, Place place)
    {
        if (media.WantsCitations)
            writing.Log.Dropped($"{place}.citations");
        if (!writing.IsOwn && media is { Name: not null, Kind: not MediaKind.Document, Source: MediaSource.Url or MediaSource.Base64 })
            writing.Log.Dropped($"{place}.name", media.Name);
        switch (media)
        {
            case { Source: MediaSource.FileId file }: WriteFileId(writing, media, file); break;
            case { Source: MediaSource.PlainText plain }: WritePlainText(writing, plain, media.Name, place); break;
            case { Kind: MediaKind.Image }: WriteUrl(writing, media, "image_url"); break;
            case { Kind: MediaKind.Video }: WriteUrl(writing, media, "video_url"); break;
            case { Kind: MediaKind.Audio }: WriteAudio(writing, media); break;
            default: WriteDocument(writing, media); break;
        }
    }

    private static void WriteUrl(RequestWriting writing, MediaPart media, string member)
    {
        var json = writing.Json;
        json.WriteString("type"u8, member);
        var isBare = media.Extras.Spells(Spelling.Bare) && !(writing.Profile.OwnSpelling && media.Kind == MediaKind.Image);
        if (!isBare)
            json.WriteStartObject(member);
        WriteAddress(json, isBare ? member : "url", media);
        if (isBare)
            return;
        if (media.Detail is not null)
            json.WriteString("detail"u8, media.Detail);
        writing.InnerExtras(media.Extras, member);
        json.WriteEndObject();
    }

    private static void WriteAudio(RequestWriting writing, MediaPart media)
    {
        var json = writing.Json;
        json.WriteString("type"u8, "input_audio"u8);
        if (media.Source is MediaSource.Url url)
        {
            json.WriteString("input_audio"u8, url.Address);
            return;
        }
        var data = ((MediaSource.Base64)media.Source).Data;
        if (media.Extras.Spells(Spelling.Bare))
        {
            if (media.MediaType is null)
                data.WriteMember(json, "input_audio"u8);
            else
                DataUrl.Write(json, "input_audio", media.MediaType, data);
            return;
        }
        json.WriteStartObject("input_audio"u8);
        data.WriteMember(json, "data"u8);
        if (AudioFormat.Word(media.MediaType) is { } format)
            json.WriteString("format"u8, format);
        writing.InnerExtras(media.Extras, "input_audio");
        json.WriteEndObject();
    }

    private static void WriteDocument(RequestWriting writing, MediaPart media)
    {
        var json = writing.Json;
        if (media.Extras.Spells(Spelling.DocumentUrl))
        {
            WriteUrl(writing, media, "document_url");
            if (media.Name is not null)
                json.WriteString("document_name"u8, media.Name);
            return;
        }
        json.WriteString("type"u8, "file"u8);
        json.WriteStartObject("file"u8);
        if (media.Source is MediaSource.Base64 bare && media.Extras.Spells(Spelling.Bare))
            bare.Data.WriteMember(json, "file_data"u8);
        else
            WriteAddress(json, "file_data", media);
        // OpenAI takes file data only with a name.
        if (media.Name is not null || !writing.IsOwn)
            json.WriteString("filename"u8, media.Name ?? DefaultFileName);
        writing.InnerExtras(media.Extras, "file");
        json.WriteEndObject();
    }

    private static void WriteFileId(RequestWriting writing, MediaPart media, MediaSource.FileId file)
    {
        var json = writing.Json;
        json.WriteString("type"u8, "file"u8);
        json.WriteStartObject("file"u8);
        json.WriteString("file_id"u8, file.Id);
        if (media.Name is not null)
            json.WriteString("filename"u8, media.Name);
        writing.InnerExtras(media.Extras, "file");
        json.WriteEndObject();
    }

    private static void WritePlainText(RequestWriting writing, MediaSource.PlainText plain, string? name, Place place)
    {
        writing.Log.Moved(place, "text");
        PartWriter.WriteText(writing.Json, name is null ? plain.Text : JsonText.FromString($"{name}\n\n{plain.Text}"));
    }

    private static void WriteAddress(Utf8JsonWriter json, string name, MediaPart media)
    {
        if (media.Source is MediaSource.Base64 inline)
            DataUrl.Write(json, name, media.MediaType ?? DefaultType(media.Kind), inline.Data);
        else if (media.Source is MediaSource.Url url)
            json.WriteString(name, url.Address);
    }

    private static string DefaultType(MediaKind kind) => kind switch
    {
        MediaKind.Image => "image/png",
        MediaKind.Audio => "audio/wav",
        MediaKind.Video => "video/mp4",
        _ => "application/pdf",
    };
}
