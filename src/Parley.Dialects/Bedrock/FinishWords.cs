using Parley.Dialects.Conversation;

namespace Parley.Dialects.Bedrock;

/// <summary>The one table between <c>stopReason</c> and the reasons that all dialects share, for whole replies and for streams.</summary>
internal static class FinishWords
{
    private const string EndTurn = "end_turn";
    private const string ToolUse = "tool_use";
    private const string MaxTokens = "max_tokens";
    private const string ContentFiltered = "content_filtered";
    private const string ContextWindow = "model_context_window_exceeded";

    public static FinishReason Read(string? word) => word switch
    {
        EndTurn => FinishReason.Stop,
        "stop_sequence" => FinishReason.StopSequence,
        MaxTokens => FinishReason.Length,
        ToolUse => FinishReason.ToolCalls,
        ContentFiltered or "guardrail_intervened" => FinishReason.ContentFilter,
        "malformed_tool_use" => FinishReason.MalformedToolCall,
        "malformed_model_output" => FinishReason.Error,
        ContextWindow => FinishReason.ContextWindow,
        null or "" => FinishReason.Unknown,
        _ => FinishReason.Other,
    };

    /// <summary>Records the reasons of other dialects that none of the words says, and which sequence matched.</summary>
    public static void Record(Finish finish, ConversionLog log)
    {
        if (finish.Dialect == Names.Dialect)
            return;
        if (finish.StopSequence is { IsEmpty: false })
            log.Moved("stop_sequence", "finish_reason");
        if (finish.Reason is FinishReason.Paused or FinishReason.Other)
            log.Clamped("choices[0].finish_reason", finish.Native ?? finish.Reason.ToString(), Write(finish, default));
    }

    /// <summary>The word for a reply. A client that got a tool call waits for <c>tool_use</c>, whatever the provider said; only a limit or a filter says more than that.</summary>
    public static string Write(Finish finish, in ReplyTraits traits)
    {
        if (traits.HasCutCall && finish.Reason is not (FinishReason.ContentFilter or FinishReason.Refusal or FinishReason.ContextWindow))
            return MaxTokens;
        if (finish is { Dialect: Names.Dialect, Native: { Length: > 0 } native } && (!traits.HasToolCall || native != EndTurn))
            return native;
        return finish.Reason switch
        {
            FinishReason.Length => MaxTokens,
            FinishReason.ContextWindow => ContextWindow,
            FinishReason.ContentFilter or FinishReason.Refusal => ContentFiltered,
            _ when traits.HasToolCall => ToolUse,
            FinishReason.Paused => MaxTokens,
            FinishReason.StopSequence => "stop_sequence",
            FinishReason.MalformedToolCall => "malformed_tool_use",
            FinishReason.Error => "malformed_model_output",
            _ => EndTurn,
        };
    }
}

/// <summary>What a reply turned out to hold, as far as its stop reason depends on it.</summary>
/// <param name="HasToolCall">A call of a client's tool was written.</param>
/// <param name="HasCutCall">The arguments of a call end before they are whole JSON, as only a token limit leaves them.</param>
internal readonly record struct ReplyTraits(bool HasToolCall, bool HasCutCall);
