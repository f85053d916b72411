using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Reads lists of content: of a message, or of a tool's output.</summary>
internal static class ContentReader
{
    /// <summary>Reads the array whose opening bracket the reader stands on.</summary>
    public static void ReadParts(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, bool isAssistant, List<Part> parts)
    {
        while (JsonRead.NextElement(ref reader))
        {
            JsonRead.Object(ref reader, body);
            parts.Add(ReadPart(ref reader, body, isAssistant));
        }
    }

    /// <summary>The type of text that a speaker usually has.</summary>
    public static string UsualType(bool isAssistant) => isAssistant ? "output_text" : "input_text";

    private static Part ReadPart(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, bool isAssistant)
    {
        var type = TypeOf(reader, body);
        var whole = reader;
        Extras? extras = null;
        Part? part = type switch
        {
            "input_text" or "output_text" or "text" => ReadText(ref reader, body, type == UsualType(isAssistant), ref extras),
            "refusal" => ReadRefusal(ref reader, body, ref extras),
            "input_image" => MediaReader.ReadImage(ref reader, body, ref extras),
            "input_file" => MediaReader.ReadFile(ref reader, body, ref extras),
            "input_audio" => MediaReader.ReadAudio(ref reader, body, ref extras),
            _ => null,
        };
        if (part is not null)
            return part with { Extras = extras };
        reader = whole;
        return new OpaquePart(Names.Dialect, type, JsonScan.ReadRaw(ref reader, body));
    }

    /// <summary>The part's type, wherever among its members it stands. The reader is a copy.</summary>
    private static string TypeOf(Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
                return JsonRead.String(ref reader, body) ?? "";
            JsonRead.Skip(ref reader);
        }
        return "";
    }

    private static TextPart ReadText(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, bool isUsual, ref Extras? extras)
    {
        var text = default(JsonText);
        IReadOnlyList<Citation> citations = [];
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("text"u8))
                text = JsonRead.Text(ref reader, body);
            else if (reader.ValueTextEquals("type"u8))
                ReadType(ref reader, body, isUsual, ref extras);
            else if (reader.ValueTextEquals("annotations"u8))
                citations = AnnotationReader.ReadAll(ExtraMembers.Spell(ref reader, body, Spelling.Annotations, ref extras));
            else if (reader.ValueTextEquals("logprobs"u8))
                ExtraMembers.Spell(ref reader, body, Spelling.Logprobs, ref extras);
            else
                ExtraMembers.Keep(ref reader, body, ref extras);
        }
        return new TextPart(text) { Citations = citations };
    }

    private static void ReadType(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, bool isUsual, ref Extras? extras)
    {
        if (isUsual)
            JsonRead.Skip(ref reader);
        else
            ExtraMembers.Spell(ref reader, body, Spelling.PartType, ref extras);
    }

    private static RefusalPart ReadRefusal(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        var text = default(JsonText);
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("refusal"u8))
                text = JsonRead.Text(ref reader, body);
            else if (reader.ValueTextEquals("type"u8))
                JsonRead.Skip(ref reader);
            else
                ExtraMembers.Keep(ref reader, body, ref extras);
        }
        return new RefusalPart(text);
    }
}
