using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Writes <c>response_format</c>. What the upstream cannot be held to is asked for in words instead, see <see cref="Instruction"/>.</summary>
internal static class ResponseFormatWriter
{
    private const string DefaultName = "response";

    /// <summary>Writes the member, if the upstream knows it.</summary>
    public static void Write(RequestWriting writing)
    {
        var format = writing.Request.ResponseFormat;
        if (format is null)
            return;
        var kind = KindFor(writing, format);
        if (kind is null)
            return;
        var json = writing.Json;
        json.WriteStartObject("response_format"u8);
        json.WriteString("type"u8, kind switch
        {
            ResponseFormatKind.JsonSchema => "json_schema"u8,
            ResponseFormatKind.JsonObject => "json_object"u8,
            _ => "text"u8,
        });
        if (kind == ResponseFormatKind.JsonSchema)
            WriteSchema(writing, format);
        writing.Extras(format.Extras, "response_format", "json_schema");
        json.WriteEndObject();
    }

    /// <summary>
    /// The words by which the form is asked for: where the upstream takes no schema, and where OpenAI refuses <c>json_object</c> because no message says "JSON". Null when none are needed.
    /// </summary>
    public static string? Instruction(RequestWriting writing)
    {
        var format = writing.Request.ResponseFormat;
        if (format is null || format.Kind == ResponseFormatKind.Text)
            return null;
        if (format.Kind == ResponseFormatKind.JsonSchema && writing.Profile.StructuredOutput != StructuredOutput.JsonSchema && !format.Schema.IsAbsent)
            return $"Answer with one JSON value that follows this JSON Schema, and nothing else:\n{format.Schema}";
        if (KindFor(writing, format) == ResponseFormatKind.JsonSchema || writing.IsOwn && writing.Profile.StructuredOutput != StructuredOutput.None)
            return null;
        return SaysJson(writing.Request) && writing.Profile.StructuredOutput != StructuredOutput.None ? null : "Answer with one JSON object and nothing else.";
    }

    /// <summary>Whether the upstream is held to the form, whatever is said in words besides.</summary>
    public static bool IsHeld(RequestWriting writing) => writing.Request.ResponseFormat is { } format && KindFor(writing, format) == format.Kind;

    private static ResponseFormatKind? KindFor(RequestWriting writing, ResponseFormat format) => (format.Kind, writing.Profile.StructuredOutput) switch
    {
        (ResponseFormatKind.Text, _) => ResponseFormatKind.Text,
        (_, StructuredOutput.None) => null,
        (ResponseFormatKind.JsonSchema, StructuredOutput.JsonSchema) when !format.Schema.IsAbsent || writing.IsOwn => ResponseFormatKind.JsonSchema,
        _ => ResponseFormatKind.JsonObject,
    };

    private static void WriteSchema(RequestWriting writing, ResponseFormat format)
    {
        var json = writing.Json;
        if (format.Extras.Spells(Spelling.Bare))
        {
            format.Schema.WriteMember(json, "json_schema"u8);
            return;
        }
        json.WriteStartObject("json_schema"u8);
        if (format.Name is not null || !writing.IsOwn)
            json.WriteString("name"u8, string.IsNullOrEmpty(format.Name) ? DefaultName : format.Name);
        if (!format.Description.IsEmpty || format.Extras.Spells(Spelling.EmptyDescription))
            format.Description.WriteMember(json, "description"u8);
        if (!format.Schema.IsAbsent)
            format.Schema.WriteMember(json, "schema"u8);
        if (StrictOf(writing, format) is { } strict)
            json.WriteBoolean("strict"u8, strict);
        writing.InnerExtras(format.Extras, "json_schema");
        json.WriteEndObject();
    }

    /// <summary>The other dialects hold the model to the schema without a word; OpenAI does so only when asked, and refuses schemas that its strict mode does not take.</summary>
    private static bool? StrictOf(RequestWriting writing, ResponseFormat format)
    {
        if (writing.IsOwn)
            return format.Strict;
        var fits = StrictSchema.Fits(format.Schema);
        if (format.Strict == true && !fits)
            writing.Log.Dropped("response_format.strict", "true");
        return format.Strict == false ? false : fits;
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
