using Parley.Dialects.Conversation;

namespace Parley.Providers.Upstream;

/// <summary>The form of an answer, for backends that can only be asked for it in words.</summary>
internal static class FormInWords
{
    /// <summary>The chat with the demand as its first system message in place of the member.</summary>
    public static ChatRequest Of(ChatRequest chat, ConversionLog log)
    {
        if (chat.ResponseFormat is not { Kind: not ResponseFormatKind.Text } format)
            return chat;
        log.Emulated("response_format", format.Kind.ToString(), "a system message");
        var words = format.Schema.IsAbsent
            ? "Answer with one JSON object and nothing else."
            : $"Answer with one JSON value that follows this JSON Schema, and nothing else:\n{format.Schema}";
        return chat with { ResponseFormat = null, Messages = [new Message(Role.System, [new TextPart(words) { IsBare = true }]), .. chat.Messages] };
    }
}
