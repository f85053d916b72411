using Parley.Dialects.Conversation;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>The one table between <c>stop_reason</c> and the reasons that all dialects share, for whole replies and for streams.</summary>
internal static class FinishWords
{
    public const string ToolUse = "tool_use";

    private const string EndTurn = "end_turn";
    private const string MaxTokens = "max_tokens";
    private const string StopSequence = "stop_sequence";
    private const string Refusal = "refusal";
    private const string PauseTurn = "pause_turn";
    private const string ContextWindow = "model_context_window_exceeded";

    /// <summary>The words themselves, the most frequent first.</summary>
    public static string[] All { get; } = [EndTurn, ToolUse, MaxTokens, StopSequence, Refusal, PauseTurn, ContextWindow];

    public static FinishReason Read(string? word) => word switch
    {
        EndTurn => FinishReason.Stop,
        StopSequence => FinishReason.StopSequence,
        MaxTokens => FinishReason.Length,
        ToolUse => FinishReason.ToolCalls,
        PauseTurn => FinishReason.Paused,
        Refusal => FinishReason.Refusal,
        ContextWindow => FinishReason.ContextWindow,
        null or "" => FinishReason.Unknown,
        _ => FinishReason.Other,
    };

    /// <summary>True for the reasons of other dialects that none of the words says; a sequence that matched is only said together with its text.</summary>
    public static bool IsLost(Finish finish) => finish.Dialect != Names.Dialect && finish is
    { Reason: FinishReason.MalformedToolCall or FinishReason.Error or FinishReason.Other } or { Reason: FinishReason.StopSequence, StopSequence: null };

    /// <summary>
    /// The word for a reply. A client that got a tool call waits for <c>tool_use</c>, whatever the provider said (Gemini says STOP, OpenAI says stop for forced tools);
    /// only a limit or a filter says more than that.
    /// </summary>
    public static string Write(Finish finish, in ReplyTraits traits)
    {
        var reason = finish.Reason;
        if (traits.HasCutCall && reason is not (FinishReason.ContentFilter or FinishReason.Refusal))
            return MaxTokens;
        if (traits.HasToolCall)
            return reason switch
            {
                FinishReason.Length or FinishReason.ContextWindow => MaxTokens,
                FinishReason.ContentFilter or FinishReason.Refusal => Refusal,
                _ => ToolUse,
            };
        if (traits.HasRefusal && reason is (FinishReason.Stop or FinishReason.Unknown))
            return Refusal;
        if (finish is { Dialect: Names.Dialect, Native: { Length: > 0 } native } && native is not (ToolUse or StopSequence))
            return native;
        return reason switch
        {
            FinishReason.StopSequence when finish.StopSequence is not null => StopSequence,
            FinishReason.Length => MaxTokens,
            FinishReason.ContentFilter or FinishReason.Refusal => Refusal,
            FinishReason.Paused => PauseTurn,
            FinishReason.ContextWindow => ContextWindow,
            _ => EndTurn,
        };
    }
}

/// <summary>What a reply turned out to hold, as far as its stop reason depends on it.</summary>
/// <param name="HasToolCall">A call of a client tool was written.</param>
/// <param name="HasCutCall">The arguments of a call end before they are whole JSON, as only a token limit leaves them.</param>
/// <param name="HasRefusal">The text is a refusal.</param>
internal readonly record struct ReplyTraits(bool HasToolCall, bool HasCutCall, bool HasRefusal);
