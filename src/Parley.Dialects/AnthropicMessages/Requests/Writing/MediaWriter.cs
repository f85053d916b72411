using System.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Writes images and documents, the only media that the dialect has.</summary>
internal static class MediaWriter
{
    /// <summary>True when the medium can be said: sound and film never, files only where they were uploaded, documents as PDF or text.</summary>
    public static bool CanWrite(MediaPart part, WireProfile profile)
    {
        if (part.Kind is not (MediaKind.Image or MediaKind.Document))
            return false;
        return part.Source switch
        {
            MediaSource.FileId file => file.Dialect == Names.Dialect,
            MediaSource.Url => profile.MediaUrls,
            MediaSource.PlainText => part.Kind == MediaKind.Document,
            MediaSource.Base64 when part.Kind == MediaKind.Document => part.MediaType is null or Names.Pdf || IsText(part.MediaType) || IsOwnSource(part),
            _ => true,
        };
    }

    /// <summary>Writes the block.</summary>
    public static void Write(MediaPart part, RequestScope scope, Place place)
    {
        var json = scope.Json;
        json.WriteStartObject();
        json.WriteString("type"u8, part.Kind == MediaKind.Image ? "image"u8 : "document"u8);
        if (!IsOwnSource(part))
            WriteSource(part, json);
        if (part.Name is not null && part.Kind == MediaKind.Document)
            json.WriteString("title"u8, part.Name);
        if (part.WantsCitations)
            json.WritePropertyName("citations"u8);
        if (part.WantsCitations)
            json.WriteRawValue("{\"enabled\":true}"u8, skipInputValidation: true);
        scope.WriteCache(part.Cache);
        if (part.Name is not null && part.Kind != MediaKind.Document)
            scope.Log.Dropped($"{place}.name", part.Name);
        if (part.Detail is not (null or "auto"))
            scope.Log.Dropped($"{place}.detail", part.Detail);
        scope.WriteExtras(part.Extras, place);
        json.WriteEndObject();
    }

    private static bool IsOwnSource(MediaPart part) => part.Extras is { Dialect: Names.Dialect } extras && !extras[Names.Source].IsAbsent;

    private static bool IsText(string mediaType) => mediaType.StartsWith("text/", StringComparison.Ordinal) || mediaType is "application/json" or "application/xml";

    private static void WriteSource(MediaPart part, Utf8JsonWriter json)
    {
        json.WriteStartObject("source"u8);
        switch (part.Source)
        {
            case MediaSource.Url url:
                json.WriteString("type"u8, "url"u8);
                json.WriteString("url"u8, url.Address);
                break;
            case MediaSource.FileId file:
                json.WriteString("type"u8, "file"u8);
                json.WriteString("file_id"u8, file.Id);
                break;
            case MediaSource.PlainText plain:
                WriteText(json, plain.Text);
                break;
            case MediaSource.Base64 inline when part.Kind == MediaKind.Document && part.MediaType is not null && IsText(part.MediaType):
                WriteText(json, Decode(inline.Data));
                break;
            case MediaSource.Base64 inline:
                json.WriteString("type"u8, "base64"u8);
                json.WriteString("media_type"u8, part.MediaType ?? (part.Kind == MediaKind.Image ? ImageType(inline.Data) : Names.Pdf));
                inline.Data.WriteMember(json, "data"u8);
                break;
        }
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, JsonText text)
    {
        json.WriteString("type"u8, "text"u8);
        json.WriteString("media_type"u8, Names.PlainText);
        text.WriteMember(json, "data"u8);
    }

    private static JsonText Decode(JsonText base64)
    {
        var text = base64.ToString();
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var count) ? Encoding.UTF8.GetString(bytes.AsSpan(0, count)) : text;
    }

    /// <summary>The type by the first bytes, for dialects that do not say it (Ollama).</summary>
    private static string ImageType(JsonText data)
    {
        var base64 = data.TryGetPlainUtf8(out var plain) ? plain[..Math.Min(4, plain.Length)] : Encoding.UTF8.GetBytes(FirstFour(data.ToString()));
        if (base64.SequenceEqual("/9j/"u8))
            return "image/jpeg";
        if (base64.SequenceEqual("R0lG"u8))
            return "image/gif";
        return base64.SequenceEqual("UklG"u8) ? "image/webp" : "image/png";
    }

    private static string FirstFour(string base64) => base64.Length <= 4 ? base64 : base64[..4];
}
