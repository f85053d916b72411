using Parley.Dialects.Conversation;

namespace Parley.Dialects.Gemini;

/// <summary>
/// Asks for the form of the answer in words, where the target cannot be held to it: Gemini before 3 rejects JSON mode together with tools
/// ("Function calling with a response mime type: 'application/json' is unsupported").
/// </summary>
internal static class FormInWords
{
    /// <summary>The sentence for the system instruction; null when the form can be demanded, or none is asked.</summary>
    public static string? Of(ChatRequest request, WireProfile profile, ModelFamily family, ConversionLog log)
    {
        if (request.Dialect == Names.Dialect || request.ResponseFormat is not { Kind: not ResponseFormatKind.Text } format)
            return null;
        var isPossible = (family.IsThird || !ToolWriter.HasTools(request))
            && profile.StructuredOutput >= (format.Kind == ResponseFormatKind.JsonSchema ? StructuredOutput.JsonSchema : StructuredOutput.JsonObject);
        if (isPossible)
            return null;
        log.Emulated("response_format", format.Kind.ToString(), "systemInstruction");
        return format.Schema.IsAbsent
            ? "Answer with one JSON object and nothing else."
            : $"Answer with JSON and nothing else, following this JSON Schema: {format.Schema}";
    }
}
