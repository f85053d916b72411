using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Whose content it is.</summary>
/// <param name="IsAssistant">Whether the model said it.</param>
/// <param name="IsReply">Whether an upstream says it, whose parts of tomorrow are kept; a caller's must be known.</param>
internal readonly record struct Speaker(bool IsAssistant, bool IsReply);

/// <summary>Reads lists of content: of a message, or of a tool's output.</summary>
internal static class ContentReader
{
    /// <summary>Reads the array whose opening bracket the reader stands on.</summary>
    public static void ReadParts(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, Speaker speaker, List<Part> parts)
    {
        while (JsonRead.NextElement(ref reader))
        {
            JsonRead.Object(ref reader, body);
            parts.Add(ReadPart(ref reader, body, speaker));
        }
    }

    /// <summary>The type of text that a speaker usually has.</summary>
    public static string UsualType(bool isAssistant) => isAssistant ? "output_text" : "input_text";

    private static Part ReadPart(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, Speaker speaker)
    {
        var start = (int)reader.TokenStartIndex;
        var type = ToolReader.TypeOf(reader, body) ?? "";
        var whole = reader;
        Extras? extras = null;
        Part? part = type switch
        {
            "input_text" or "output_text" or "text" => ReadText(ref reader, body, type == UsualType(speaker.IsAssistant), ref extras),
            "refusal" => ReadRefusal(ref reader, body, ref extras),
            "input_image" => MediaReader.ReadImage(ref reader, body, ref extras),
            "input_file" => MediaReader.ReadFile(ref reader, body, ref extras),
            "input_audio" => MediaReader.ReadAudio(ref reader, body, ref extras),
            _ => null,
        };
        if (part is not null)
            return part with { Extras = extras };
        if (!speaker.IsReply)
            throw Incomplete(body, start, type);
        reader = whole;
        return new OpaquePart(Names.Dialect, type, JsonScan.ReadRaw(ref reader, body));
    }

    private static WireFormatException Incomplete(ReadOnlyMemory<byte> body, int start, string type) => type switch
    {
        "input_text" or "output_text" or "text" => RequestProblem.Missing(body, start, "text", "The part has no text."),
        "refusal" => RequestProblem.Missing(body, start, "refusal", "The part has no refusal."),
        "input_image" => RequestProblem.Missing(body, start, "image_url", "The part names no image: it has neither image_url nor file_id."),
        "input_file" => RequestProblem.Missing(body, start, "file_data", "The part names no file: it has neither file_data, file_url nor file_id."),
        "input_audio" => RequestProblem.Missing(body, start, "input_audio.data", "The part has no sound."),
        "" => RequestProblem.Missing(body, start, "type", "The part has no type."),
        _ => RequestProblem.Missing(body, start, "type", $"\"{type}\" is no type of content: it must be input_text, input_image, input_file, input_audio, output_text or refusal."),
    };

    private static TextPart? ReadText(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, bool isUsual, ref Extras? extras)
    {
        JsonText? text = null;
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
        if (text is not { } said)
            return null;
        return new TextPart(said) { Citations = Citation.AllWithin(said, citations) };
    }

    private static void ReadType(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, bool isUsual, ref Extras? extras)
    {
        if (isUsual)
            JsonRead.Skip(ref reader);
        else
            ExtraMembers.Spell(ref reader, body, Spelling.PartType, ref extras);
    }

    private static RefusalPart? ReadRefusal(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        JsonText? text = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("refusal"u8))
                text = JsonRead.Text(ref reader, body);
            else if (reader.ValueTextEquals("type"u8))
                JsonRead.Skip(ref reader);
            else
                ExtraMembers.Keep(ref reader, body, ref extras);
        }
        return text is { } said ? new RefusalPart(said) : null;
    }
}
