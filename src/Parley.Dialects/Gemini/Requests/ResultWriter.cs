using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>Writes <c>functionResponse</c> parts.</summary>
internal sealed class ResultWriter(Utf8JsonWriter writer, ConversionLog log, CallIndex calls, bool isOwn, bool callIds)
{
    /// <summary>Writes one result. Media of foreign results are left to <see cref="MediaOf"/>.</summary>
    public void Write(ToolResultPart result, string place, PartWriter parts)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("functionResponse"u8);
        if (!result.IdIsInvented && (isOwn || (callIds && calls.HasRealId(result))))
            writer.WriteString("id"u8, result.ToolCallId);
        writer.WriteString("name"u8, calls.NameOf(result));
        if (!result.Json.IsAbsent)
            result.Json.WriteMember(writer, "response"u8);
        else if (!isOwn)
            WriteContent(result);
        if (isOwn)
            WriteOwnMedia(result, place, parts);
        Nested.Write(writer, result.Extras, FunctionResponse.Prefix);
        writer.WriteEndObject();
        parts.WriteRest(result);
        parts.Report(result, place);
        writer.WriteEndObject();
    }

    /// <summary>The media of a foreign result, which stand as parts of their own behind the results.</summary>
    public List<(MediaPart Media, string Place)> MediaOf(ToolResultPart result, string place)
    {
        var media = new List<(MediaPart, string)>();
        for (var i = 0; i < result.Content.Count; i++)
        {
            var at = $"{place}.content[{i}]";
            if (result.Content[i] is MediaPart { Source: not MediaSource.PlainText } medium)
            {
                if (MediaWriter.Accepts(medium, log, at))
                    media.Add((medium, at));
            }
            else if (result.Content[i] is not (TextPart or RefusalPart or MediaPart))
            {
                log.DroppedContent(at, (result.Content[i] as OpaquePart)?.Type);
            }
        }
        return media;
    }

    /// <summary>
    /// The result must be an object. Text that is one goes as it is, unless it holds <c>$ref</c>, by which Gemini means its own parts; other text goes as <c>result</c>, or <c>error</c>.
    /// </summary>
    private void WriteContent(ToolResultPart result)
    {
        writer.WritePropertyName("response"u8);
        var text = TextOf(result);
        if (result.IsError != true && TryGetObject(text, out var value))
        {
            writer.WriteRawValue(value.Span, skipInputValidation: true);
            return;
        }
        writer.WriteStartObject();
        text.WriteMember(writer, result.IsError == true ? "error"u8 : "result"u8);
        writer.WriteEndObject();
    }

    private void WriteOwnMedia(ToolResultPart result, string place, PartWriter parts)
    {
        var isOpen = false;
        foreach (var part in result.Content)
        {
            if (part is not MediaPart)
                continue;
            if (!isOpen)
                writer.WriteStartArray("parts"u8);
            isOpen = true;
            parts.Write(part, place);
        }
        if (isOpen)
            writer.WriteEndArray();
    }

    private static JsonText TextOf(ToolResultPart result)
    {
        JsonText? only = null;
        List<string>? several = null;
        foreach (var part in result.Content)
        {
            JsonText? text = part switch
            {
                TextPart plain => plain.Text,
                RefusalPart refusal => refusal.Text,
                MediaPart { Source: MediaSource.PlainText document } => document.Text,
                _ => (JsonText?)null,
            };
            if (text is null)
                continue;
            if (only is not null)
                (several ??= [only.Value.ToString()]).Add(text.Value.ToString());
            only ??= text;
        }
        return several is null ? only ?? default : string.Join('\n', several);
    }

    private static bool TryGetObject(JsonText text, out ReadOnlyMemory<byte> value)
    {
        value = default;
        if (text.ByteCount < 2)
            return false;
        var buffer = new ArrayBufferWriter<byte>(text.ByteCount);
        text.WriteDecoded(buffer);
        value = buffer.WrittenMemory;
        return value.Span.TrimStart(" \t\r\n"u8) is [(byte)'{', ..] && value.Span.IndexOf("\"$ref\""u8) < 0 && JsonScan.IsValue(value.Span);
    }
}
