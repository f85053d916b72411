using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAIChat;

/// <summary>
/// Under which name an answer's thoughts stood: <c>reasoning_content</c> (DeepSeek and most), <c>reasoning</c> (OpenRouter, Groq) or both (vLLM). Noted on the message where it is not the first alone.
/// </summary>
internal static class ThoughtSpelling
{
    /// <summary>Notes the names.</summary>
    public static void Note(ref Extras? message, bool saysReasoning, bool saysReasoningContent)
    {
        if (!saysReasoning)
            return;
        ExtraMembers.Note(ref message, Spelling.Reasoning);
        if (saysReasoningContent)
            ExtraMembers.Note(ref message, Spelling.ReasoningContent);
    }

    /// <summary>Whether <c>reasoning</c> is to be written.</summary>
    public static bool IsReasoning(Extras? message) => message.Spells(Spelling.Reasoning);

    /// <summary>Whether <c>reasoning_content</c> is to be written.</summary>
    public static bool IsReasoningContent(Extras? message) => !IsReasoning(message) || message.Spells(Spelling.ReasoningContent);
}
