using Parley.Dialects.Conversation;

namespace Parley.Dialects.Ollama;

/// <summary>Asks for the form of the answer in words, where the target cannot be held to it.</summary>
internal static class FormInWords
{
    /// <summary>The request with a system message for the form, unless it can be demanded or none is asked.</summary>
    public static ChatRequest Into(ChatRequest request, WireProfile profile, ConversionLog log)
    {
        if (request.ResponseFormat is not { Kind: not ResponseFormatKind.Text } format)
            return request;
        var hasSchema = format.Kind == ResponseFormatKind.JsonSchema && !format.Schema.IsAbsent;
        if (profile.StructuredOutput >= (hasSchema ? StructuredOutput.JsonSchema : StructuredOutput.JsonObject))
            return request;
        log.Emulated("response_format", format.Kind.ToString(), "a system message");
        var words = hasSchema ? $"Answer with one JSON value that follows this JSON Schema, and nothing else:\n{format.Schema}" : "Answer with one JSON object and nothing else.";
        return request with { Messages = [new Message(Role.System, [new TextPart(words) { IsBare = true }]), .. request.Messages] };
    }
}
