using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>Images, sound, films and documents: by <c>url</c>, <c>base64</c>, <c>file</c> or <c>text</c>.</summary>
internal static class MediaFields
{
    private const string Sources = "url, base64, file or text";

    /// <summary>Writes the members of a medium.</summary>
    public static void Write(Utf8JsonWriter json, MediaPart media)
    {
        json.WriteString("type"u8, Word<MediaKind>.Of(media.Kind));
        switch (media.Source)
        {
            case MediaSource.Url url: json.WriteString("url"u8, url.Address); break;
            case MediaSource.Base64 bytes: bytes.Data.WriteMember(json, "base64"u8); break;
            case MediaSource.PlainText plain: plain.Text.WriteMember(json, "text"u8); break;
            case MediaSource.FileId file:
                json.WriteStartObject("file"u8);
                json.WriteString("dialect"u8, file.Dialect);
                json.WriteString("id"u8, file.Id);
                json.WriteEndObject();
                break;
        }
        json.Say("media_type"u8, media.MediaType);
        json.Say("name"u8, media.Name);
        json.Say("detail"u8, media.Detail);
        json.SayIf("cite"u8, media.WantsCitations);
    }

    /// <summary>Reads the medium whose opening brace the reader stands on.</summary>
    public static Part Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, MediaKind kind)
    {
        var start = reader.TokenStartIndex;
        MediaSource? source = null;
        var media = new MediaPart(kind, new MediaSource.Url(""));
        var shared = new SharedMembers();
        while (JsonRead.NextMember(ref reader))
        {
            if (IsSource(ref reader))
                source = ReadSource(ref reader, body, source, ref media);
            else if (reader.ValueTextEquals("media_type"u8))
                media = media with { MediaType = JsonRead.String(ref reader, body) ?? media.MediaType };
            else if (reader.ValueTextEquals("name"u8))
                media = media with { Name = JsonRead.String(ref reader, body) };
            else if (reader.ValueTextEquals("detail"u8))
                media = media with { Detail = JsonRead.String(ref reader, body) };
            else if (reader.ValueTextEquals("cite"u8))
                media = media with { WantsCitations = JsonRead.Boolean(ref reader, body) == true };
            else
                shared.Read(ref reader, body);
        }
        return shared.Put(media with { Source = source ?? throw Members.Missing(body, start, Sources) });
    }

    private static bool IsSource(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("url"u8) || reader.ValueTextEquals("base64"u8) || reader.ValueTextEquals("file"u8) || reader.ValueTextEquals("text"u8);

    private static MediaSource? ReadSource(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, MediaSource? before, ref MediaPart media)
    {
        var name = reader.GetString();
        var ahead = reader;
        if (ahead.Read() && ahead.TokenType == JsonTokenType.Null)
        {
            JsonRead.Skip(ref reader);
            return before;
        }
        if (before is not null)
            throw JsonRead.Wrong(ref ahead, body, $"the only one of {Sources}");
        return name switch
        {
            "base64" => new MediaSource.Base64(JsonDemand.Base64(ref reader, body)),
            "text" => new MediaSource.PlainText(JsonRead.Text(ref reader, body)),
            "file" => ReadFile(ref reader, body),
            _ => ReadUrl(ref reader, body, ref media),
        };
    }

    /// <summary>A <c>data:</c> URL holds the bytes themselves, and their type.</summary>
    private static MediaSource ReadUrl(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref MediaPart media)
    {
        var url = DataUrl.ReadAddress(ref reader, body);
        if (!DataUrl.TryRead(url, out var type, out var data))
            return new MediaSource.Url(url.ToString());
        media = media with { MediaType = media.MediaType ?? type };
        return new MediaSource.Base64(data);
    }

    private static MediaSource.FileId ReadFile(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        JsonRead.BeginObject(ref reader, body);
        var start = reader.TokenStartIndex;
        string? dialect = null;
        string? id = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("dialect"u8))
                dialect = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("id"u8))
                id = JsonRead.String(ref reader, body);
            else
                throw JsonRead.Wrong(ref reader, body, "dialect or id");
        }
        return new MediaSource.FileId(dialect ?? throw Members.Missing(body, start, "dialect"), id ?? throw Members.Missing(body, start, "id"));
    }
}
