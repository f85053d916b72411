using System.Text;
using Parley.Dialects.Conversation;

namespace Parley.Providers.Echo;

/// <summary>Looks into a request for what the echo answers to.</summary>
internal static class EchoPrompt
{
    /// <summary>The text of the last user message that has any, its parts joined by line breaks.</summary>
    public static string LastUserText(ChatRequest request)
    {
        for (var i = request.Messages.Count - 1; i >= 0; i--)
        {
            if (request.Messages[i].Role == Role.User && TextOf(request.Messages[i]) is { Length: > 0 } text)
                return text;
        }
        return "";
    }

    /// <summary>True when the conversation ends with tool results, so that the tools have been called already.</summary>
    public static bool EndsWithToolResult(ChatRequest request) =>
        request.Messages.Count > 0 && request.Messages[^1].Parts.Any(static part => part is ToolResultPart);

    /// <summary>A token for each four bytes of text, the estimate that the gateway makes everywhere.</summary>
    public static long Tokens(int bytes) => Math.Max(1, (bytes + 3) / 4);

    private static string TextOf(Message message)
    {
        var text = new StringBuilder();
        foreach (var part in message.Parts)
        {
            if (part is TextPart said)
                text.Append(text.Length == 0 ? "" : "\n").Append(said.Text.ToString());
        }
        return text.ToString();
    }
}
