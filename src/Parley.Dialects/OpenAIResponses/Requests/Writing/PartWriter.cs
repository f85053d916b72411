using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Writes one part of a list of content that is not the assistant's.</summary>
internal static class PartWriter
{
    /// <summary>Writes the part as an object.</summary>
    public static void Write(RequestWriting writing, Part part, string place)
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
            case TextPart text: WriteText(writing, text, place); break;
            case RefusalPart refusal: WriteRefusal(writing, refusal); break;
            case MediaPart media: MediaWriter.Write(writing, media, place); break;
        }
        writing.Cache(part, place);
        part.Extras.WriteOuter(json, writing.Log, place, "input_audio.");
        json.WriteEndObject();
    }

    private static void WriteText(RequestWriting writing, TextPart text, string place)
    {
        var json = writing.Json;
        if (text.Extras.Spelled(Spelling.PartType) is { IsAbsent: false } type)
            type.WriteMember(json, "type"u8);
        else
            json.WriteString("type"u8, ContentReader.UsualType(isAssistant: false));
        text.Text.WriteMember(json, "text"u8);
        if (text.Extras.Spells(Spelling.Annotations))
            text.Extras.WriteSpelled(json, Spelling.Annotations);
        else if (text.Citations.Count > 0)
            writing.Log.Dropped($"{place}.citations");
        text.Extras.WriteSpelled(json, Spelling.Logprobs);
    }

    private static void WriteRefusal(RequestWriting writing, RefusalPart refusal)
    {
        writing.Json.WriteString("type"u8, "refusal"u8);
        refusal.Text.WriteMember(writing.Json, "refusal"u8);
    }
}
