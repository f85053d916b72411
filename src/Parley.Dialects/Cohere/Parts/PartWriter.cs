using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Writes one part of a list of content.</summary>
internal static class PartWriter
{
    /// <summary>Writes the part as an object.</summary>
    public static void Write(Utf8JsonWriter writer, Part part, ConversionLog log, string place)
    {
        if (part is OpaquePart opaque)
        {
            opaque.Json.WriteValue(writer);
            return;
        }
        writer.WriteStartObject();
        switch (part)
        {
            case TextPart text: WriteText(writer, text); break;
            case RefusalPart refusal: WriteText(writer, refusal.Text); break;
            case ReasoningPart thought: WriteThought(writer, thought.Text); break;
            case MediaPart image: WriteImage(writer, image); break;
        }
        RecordLost(part, log, place);
        part.Extras.WriteOuter(writer, log, place, Names.ImagePrefix);
        writer.WriteEndObject();
    }

    /// <summary>Writes the members of a text.</summary>
    public static void WriteText(Utf8JsonWriter writer, JsonText text)
    {
        writer.WriteString("type"u8, "text"u8);
        text.WriteMember(writer, "text"u8);
    }

    /// <summary>Records what Cohere has no member for.</summary>
    public static void RecordLost(Part part, ConversionLog log, string place)
    {
        if (part.Cache is not null)
            log.Dropped(place + ".cache_control");
        if (part is MediaPart { Name: { } name, Source: not MediaSource.PlainText })
            log.Dropped(place + ".name", name);
    }

    /// <summary>What a part that has no place is called.</summary>
    public static string NameOf(Part part) => part switch
    {
        OpaquePart opaque => opaque.Type,
        MediaPart media => media.MediaType ?? media.Kind.ToString(),
        _ => part.GetType().Name,
    };

    private static void WriteText(Utf8JsonWriter writer, TextPart text)
    {
        if (text.Extras.Spelled(Spelling.Document) is { IsAbsent: false } document)
        {
            writer.WriteString("type"u8, "document"u8);
            document.WriteMember(writer, "document"u8);
            return;
        }
        WriteText(writer, text.Text);
    }

    private static void WriteThought(Utf8JsonWriter writer, JsonText thought)
    {
        writer.WriteString("type"u8, "thinking"u8);
        thought.WriteMember(writer, "thinking"u8);
    }

    private static void WriteImage(Utf8JsonWriter writer, MediaPart image)
    {
        writer.WriteString("type"u8, "image_url"u8);
        writer.WriteStartObject("image_url"u8);
        ImageAddress.Write(writer, image);
        if (image.Detail is not null)
            writer.WriteString("detail"u8, image.Detail);
        image.Extras.WriteInner(writer, Names.ImagePrefix);
        writer.WriteEndObject();
    }
}
