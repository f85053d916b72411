using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Gemini;

/// <summary>Writes text, thoughts, media, calls and opaque parts, of requests and of replies.</summary>
/// <param name="writer">Takes the JSON.</param>
/// <param name="log">Takes what Gemini cannot say.</param>
/// <param name="isOwn">True when this dialect read what is written: then everything goes back as it was.</param>
/// <param name="callIds">Whether calls carry their ids.</param>
internal readonly struct PartWriter(Utf8JsonWriter writer, ConversionLog log, bool isOwn, bool callIds)
{
    /// <summary>True in replies: thoughts of any model are shown; in requests only those are sent that Gemini signed.</summary>
    public bool ShowsThoughts { get; init; }

    /// <summary>True when the part can be written; otherwise it is recorded, unless there is nothing in it.</summary>
    public bool Accepts(Part part, string place)
    {
        Report(part, place);
        switch (part)
        {
            case TextPart text: return isOwn || !text.Text.IsEmpty || IsSignedHere(text);
            case RefusalPart refusal: return !refusal.Text.IsEmpty;
            case ReasoningPart when isOwn || IsSignedHere(part): return true;
            case ReasoningPart { RedactedData.IsEmpty: false }:
                log.DroppedContent($"{place}.redacted_thinking");
                return false;
            case ReasoningPart thought when ShowsThoughts: return !thought.Text.IsEmpty;
            case ReasoningPart thought:
                log.Dropped(place, thought.Text.ToString());
                return false;
            case MediaPart media: return MediaWriter.Accepts(media, log, place);
            case OpaquePart opaque when opaque.Dialect != Names.Dialect:
                log.DroppedContent(place, opaque.Type);
                return false;
            default: return true;
        }
    }

    /// <summary>Writes a part that <see cref="Accepts"/> let pass.</summary>
    public void Write(Part part, string place)
    {
        if (part is OpaquePart opaque)
        {
            opaque.Json.WriteValue(writer);
            return;
        }
        writer.WriteStartObject();
        switch (part)
        {
            case TextPart text: text.Text.WriteMember(writer, "text"u8); break;
            case RefusalPart refusal: refusal.Text.WriteMember(writer, "text"u8); break;
            case ReasoningPart thought:
                thought.Text.WriteMember(writer, "text"u8);
                writer.WriteBoolean("thought"u8, true);
                break;
            case MediaPart media: MediaWriter.Write(writer, media, isOwn); break;
            case ToolCallPart call: WriteCall(call, place); break;
        }
        WriteRest(part);
        writer.WriteEndObject();
    }

    /// <summary>Writes what any part may have: signature and unknown members.</summary>
    public void WriteRest(Part part)
    {
        if (IsSignedHere(part))
            part.Signature!.Value.Value.WriteMember(writer, "thoughtSignature"u8);
        if (Nested.Spelling(part.Extras, "thought") is { IsAbsent: false } thought)
            thought.WriteMember(writer, "thought"u8);
        Nested.Write(writer, part.Extras, "");
    }

    private static bool IsSignedHere(Part part) => part.Signature is { Dialect: Names.Dialect };

    private void WriteCall(ToolCallPart call, string place)
    {
        writer.WriteStartObject("functionCall"u8);
        if (callIds && !call.IdIsInvented)
            writer.WriteString("id"u8, call.Id);
        writer.WriteString("name"u8, call.Name);
        WriteArguments(writer, call.Arguments, call.IsCustom, log, place);
        Nested.Write(writer, call.Extras, FunctionCall.Prefix);
        writer.WriteEndObject();
    }

    /// <summary>Writes <c>args</c>, which is always an object: free text is put into one, half of an object is left out.</summary>
    public static void WriteArguments(Utf8JsonWriter writer, ToolArguments arguments, bool isCustom, ConversionLog log, string place)
    {
        writer.WritePropertyName("args"u8);
        if (!isCustom && arguments.TryGetObject(out var value))
        {
            value.WriteValue(writer);
            return;
        }
        writer.WriteStartObject();
        if (isCustom)
        {
            arguments.AsText().WriteMember(writer, "input"u8);
            log.Emulated($"{place}.input", null, "args.input");
        }
        else
        {
            log.DroppedContent($"{place}.arguments", arguments.ToString());
        }
        writer.WriteEndObject();
    }

    /// <summary>Records what no part has a place for.</summary>
    public void Report(Part part, string place)
    {
        if (part.Cache is not null)
            log.Dropped($"{place}.cache_control", part.Cache.TimeToLive);
        if (part is TextPart { Citations.Count: > 0 } && !isOwn && !ShowsThoughts)
            log.Dropped($"{place}.citations");
        Nested.Report(part.Extras, log, place);
    }
}
