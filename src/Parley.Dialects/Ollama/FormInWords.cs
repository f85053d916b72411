using Parley.Dialects.Conversation;

namespace Parley.Dialects.Ollama;

/// <summary>Asks for the form of the answer in words, where the target cannot be held to it.</summary>
internal static class FormInWords
{
    /// <summary>The message; null when the form can be demanded, or none is asked.</summary>
    public static Message? Of(ChatRequest request, WireProfile profile)
    {
        if (request.ResponseFormat is not { Kind: not ResponseFormatKind.Text } format)
            return null;
        var hasSchema = format.Kind == ResponseFormatKind.JsonSchema && !format.Schema.IsAbsent;
        if (profile.StructuredOutput >= (hasSchema ? StructuredOutput.JsonSchema : StructuredOutput.JsonObject))
            return null;
        var words = hasSchema ? $"Answer with one JSON value that follows this JSON Schema, and nothing else:\n{format.Schema}" : "Answer with one JSON object and nothing else.";
        return new Message(Role.System, [new TextPart(words) { IsBare = true }]);
    }
}
