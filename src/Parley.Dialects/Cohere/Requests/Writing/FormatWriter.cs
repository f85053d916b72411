using Parley.Dialects.Conversation;

namespace Parley.Dialects.Cohere;

/// <summary>
/// Writes <c>response_format</c>. Cohere refuses it beside <c>tools</c> and <c>documents</c> (API reference, "Limitation"): the form is then asked for in words, see <see cref="Instruction"/>.
/// </summary>
internal static class FormatWriter
{
    /// <summary>Writes the member, where Cohere takes it.</summary>
    public static void Write(RequestWriting writing)
    {
        if (writing.Request.ResponseFormat is not { } format)
            return;
        if (format.Kind == ResponseFormatKind.Text && !writing.IsOwn || IsInWords(writing, format))
            return;
        var hasSchema = format.Kind == ResponseFormatKind.JsonSchema && !format.Schema.IsAbsent && writing.Profile.StructuredOutput == StructuredOutput.JsonSchema;
        writing.Json.WriteStartObject("response_format"u8);
        writing.Json.WriteString("type"u8, format.Kind == ResponseFormatKind.Text ? "text"u8 : "json_object"u8);
        if (hasSchema)
            format.Schema.WriteMember(writing.Json, "json_schema"u8);
        format.Extras.Write(writing.Json, Names.Dialect, writing.Log, "response_format");
        writing.Json.WriteEndObject();
        RecordLost(writing.Log, format);
    }

    /// <summary>
    /// The words by which the form is asked for: where the member is refused, and where no message says "JSON", without which the model may write blanks without end (API reference, "Note"). Null when none are needed.
    /// </summary>
    public static string? Instruction(RequestWriting writing)
    {
        if (writing.IsOwn || writing.Request.ResponseFormat is not { Kind: not ResponseFormatKind.Text } format)
            return null;
        if (!format.Schema.IsAbsent && (IsInWords(writing, format) || writing.Profile.StructuredOutput != StructuredOutput.JsonSchema))
            return $"Answer with one JSON value that follows this JSON Schema, and nothing else:\n{format.Schema}";
        return IsInWords(writing, format) || !SaysJson(writing.Request) ? "Answer with one JSON object and nothing else." : null;
    }

    private static bool IsInWords(RequestWriting writing, ResponseFormat format) => format.Kind != ResponseFormatKind.Text && !writing.IsOwn
        && (writing.Profile.StructuredOutput == StructuredOutput.None || writing.Request.Tools.Count > 0 || DocumentWriter.HasAny(writing.Request));

    private static void RecordLost(ConversionLog log, ResponseFormat format)
    {
        if (format.Name is not null)
            log.Dropped("response_format.name", format.Name);
        if (!format.Description.IsEmpty)
            log.Dropped("response_format.description", format.Description.ToString());
    }

    private static bool SaysJson(ChatRequest request)
    {
        foreach (var message in request.Messages)
        {
            foreach (var part in message.Parts)
            {
                if (part is TextPart text && text.Text.ToString().Contains("json", StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }
        return false;
    }
}
