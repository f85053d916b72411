using Parley.Dialects.Conversation;

namespace Parley.Providers.InProcess;

/// <summary>Whether what code answers whole is an answer.</summary>
internal static class WholeReplies
{
    /// <summary>What is wrong with it; null when nothing is.</summary>
    public static string? FlawOf(ChatReply? reply)
    {
        if (reply?.Choices is not { Count: > 0 } choices)
            return "The backend gave no answer.";
        for (var i = 0; i < choices.Count; i++)
        {
            // Code that passes over what the compiler says of null says so at run time.
            if (choices[i] is not { Parts: { } parts } choice || choice.Finish is null)
                return $"The backend's answer lacks what choices[{i}] must have.";
            for (var j = 0; j < parts.Count; j++)
            {
                if (parts[j] is null)
                    return $"The backend's answer is null at choices[{i}].parts[{j}].";
            }
        }
        return reply.Usage is null ? "The backend's answer has no usage, not even an unknown one." : null;
    }
}
