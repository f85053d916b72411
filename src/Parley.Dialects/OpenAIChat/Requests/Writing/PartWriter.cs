using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Writes one part of a list of content.</summary>
internal static class PartWriter
{
    /// <summary>Whether the part can be said in a message of that role. What cannot is recorded.</summary>
    public static bool CanWrite(RequestWriting writing, Part part, Role role, Place place)
    {
        var can = part switch
        {
            OpaquePart opaque => opaque.Dialect == Names.Dialect,
            MediaPart media => writing.IsOwn ? IsReachable(writing, media) : role == Role.User && MediaWriter.CanWrite(writing, media) && IsReachable(writing, media),
            _ => true,
        };
        if (!can)
            writing.Log.DroppedContent(place, NameOf(part));
        return can;
    }

    /// <summary>Writes the part as an object.</summary>
    public static void Write(RequestWriting writing, Part part, Place place)
    {
        var json = writing.Json;
        if (part is OpaquePart opaque)
        {
            opaque.Json.WriteValue(json);
            return;
        }
        json.WriteStartObject();
        switch (part)
        {
            case TextPart text:
                WriteText(json, text.Text);
                if (text.Citations.Count > 0)
                    writing.Log.Dropped($"{place}.citations");
                break;
            case RefusalPart refusal:
                json.WriteString("type"u8, "refusal"u8);
                refusal.Text.WriteMember(json, "refusal"u8);
                break;
            case ReasoningPart reasoning:
                json.WriteString("type"u8, "thinking"u8);
                reasoning.Extras!.Spelling(Spelling.Thinking).WriteMember(json, "thinking"u8);
                break;
            case MediaPart media:
                MediaWriter.Write(writing, media, place);
                break;
        }
        writing.Cache(part.Cache, place);
        writing.Extras(part.Extras, place, "image_url", "video_url", "document_url", "input_audio", "file");
        json.WriteEndObject();
    }

    /// <summary>Writes the members of a text part.</summary>
    public static void WriteText(Utf8JsonWriter json, JsonText text)
    {
        json.WriteString("type"u8, "text"u8);
        text.WriteMember(json, "text"u8);
    }

    private static bool IsReachable(RequestWriting writing, MediaPart media) => writing.Profile.MediaUrls || media.Source is not MediaSource.Url;

    private static string NameOf(Part part) => part switch
    {
        OpaquePart opaque => opaque.Type,
        MediaPart media => media.MediaType ?? media.Kind.ToString(),
        _ => part.GetType().Name,
    };
}
