using Microsoft.Extensions.AI;
using Parley.Dialects.Conversation;

namespace Parley.Extensions.AI.Chat;

/// <summary>Why answers end, in both forms. Reasons that the abstractions have no word for keep Parley's.</summary>
internal static class FinishReasons
{
    private static readonly ChatFinishReason Refusal = new("refusal");
    private static readonly ChatFinishReason Paused = new("paused");
    private static readonly ChatFinishReason MalformedToolCall = new("malformed_tool_call");
    private static readonly ChatFinishReason Error = new("error");

    /// <summary>The word for a reason; null when nothing was said.</summary>
    public static ChatFinishReason? Of(Finish finish) => finish.Reason switch
    {
        FinishReason.Unknown => null,
        FinishReason.Stop or FinishReason.StopSequence => ChatFinishReason.Stop,
        FinishReason.Length or FinishReason.ContextWindow => ChatFinishReason.Length,
        FinishReason.ToolCalls => ChatFinishReason.ToolCalls,
        FinishReason.ContentFilter => ChatFinishReason.ContentFilter,
        FinishReason.Refusal => Refusal,
        FinishReason.Paused => Paused,
        FinishReason.MalformedToolCall => MalformedToolCall,
        FinishReason.Error => Error,
        _ => new ChatFinishReason(finish.Native is { Length: > 0 } word ? word : "other"),
    };

    /// <summary>The reason for a word. Calls that the client made itself are no reason to end: what is left is the end.</summary>
    /// <param name="word">The word.</param>
    /// <param name="dialect">Whose word it is.</param>
    /// <param name="calls">Whether a call is left to the caller.</param>
    public static Finish Of(ChatFinishReason word, string dialect, bool calls)
    {
        if (word == ChatFinishReason.ToolCalls && !calls)
            word = ChatFinishReason.Stop;
        var reason = word == ChatFinishReason.Stop ? FinishReason.Stop
            : word == ChatFinishReason.Length ? FinishReason.Length
            : word == ChatFinishReason.ToolCalls ? FinishReason.ToolCalls
            : word == ChatFinishReason.ContentFilter ? FinishReason.ContentFilter
            : word == Refusal ? FinishReason.Refusal
            : word == Paused ? FinishReason.Paused
            : word == MalformedToolCall ? FinishReason.MalformedToolCall
            : word == Error ? FinishReason.Error
            : FinishReason.Other;
        return new Finish(reason, word.Value) { Dialect = dialect };
    }
}
