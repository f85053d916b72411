using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>
/// The one table of finish reasons, for whole replies and streams. OpenAI knows five words; its imitators send more, which are understood but never written.
/// </summary>
internal static class FinishWords
{
    /// <summary>What a word on the wire means; the empty word (Snowflake) says nothing.</summary>
    /// <param name="word"><c>finish_reason</c>.</param>
    /// <param name="native">
    /// OpenRouter's <c>native_finish_reason</c>: it says <c>tool_calls</c> also where the limit cut the call off, and only the provider's own word tells.
    /// </param>
    /// <param name="matched">vLLM's <c>stop_reason</c> or SGLang's <c>matched_stop</c>: the sequence that ended the answer; a number is a token of the model's own.</param>
    public static Finish Read(string? word, RawJson native = default, RawJson matched = default)
    {
        if (string.IsNullOrEmpty(word))
            return new Finish(FinishReason.Unknown) { Dialect = Names.Dialect };
        var reason = ReasonOf(word);
        if (reason == FinishReason.Stop && SequenceOf(matched) is { IsEmpty: false } sequence)
            return new Finish(FinishReason.StopSequence, word) { StopSequence = sequence, Dialect = Names.Dialect };
        var isCut = reason == FinishReason.ToolCalls && native.Kind == JsonValueKind.String && ReasonOf(native.AsText().ToString()) == FinishReason.Length;
        return (isCut ? new Finish(FinishReason.Length, "length") : new Finish(reason, word)) with { Dialect = Names.Dialect };
    }

    /// <summary>The word for a caller.</summary>
    /// <param name="finish">Why it ended.</param>
    /// <param name="calledTools">Whether a tool call was written: the reason then is the tool call, except where a limit or a filter cut it off.</param>
    public static string Write(Finish finish, bool calledTools)
    {
        if (finish.Dialect == Names.Dialect && finish.Native is { } native && IsWritable(native, calledTools))
            return native;
        return finish.Reason switch
        {
            FinishReason.Length or FinishReason.ContextWindow => "length",
            FinishReason.ContentFilter => "content_filter",
            FinishReason.Refusal when !calledTools => "content_filter",
            // The provider's own limit for one turn: more would come.
            FinishReason.Paused when !calledTools => "length",
            _ => calledTools ? "tool_calls" : "stop",
        };
    }

    /// <summary>True for the reasons that none of the five words says.</summary>
    public static bool IsLost(FinishReason reason) => reason is FinishReason.Paused or FinishReason.MalformedToolCall or FinishReason.Error or FinishReason.Other;

    /// <summary>A forced tool call ends with <c>stop</c> at OpenAI itself, so that word stands; a tool call that is not there cannot be the reason.</summary>
    private static bool IsWritable(string word, bool calledTools) => word switch
    {
        "stop" or "length" or "content_filter" => true,
        "tool_calls" or "function_call" => calledTools,
        _ => false,
    };

    /// <summary>The sequence; nothing for words that only say again how it ended.</summary>
    private static JsonText SequenceOf(RawJson matched) =>
        matched.Kind == JsonValueKind.String && ReasonOf(matched.AsText().ToString()) == FinishReason.Other ? matched.AsText() : default;

    private static FinishReason ReasonOf(string word) => word.ToLowerInvariant().Replace('-', '_') switch
    {
        "stop" or "eos" or "eos_token" or "end_turn" or "complete" or "completed" => FinishReason.Stop,
        "stop_sequence" => FinishReason.StopSequence,
        "length" or "max_tokens" or "max_output_tokens" or "max_length" => FinishReason.Length,
        "model_length" or "model_context_window_exceeded" or "context_length_exceeded" => FinishReason.ContextWindow,
        "tool_calls" or "tool_call" or "tool_use" or "function_call" => FinishReason.ToolCalls,
        "content_filter" or "content_filtered" or "guardrail_intervened" or "sensitive" or "safety" or "recitation" or "blocklist" or "prohibited_content" or "spii" or "image_safety" or "language" => FinishReason.ContentFilter,
        "refusal" => FinishReason.Refusal,
        "malformed_function_call" or "unexpected_tool_call" => FinishReason.MalformedToolCall,
        "error" or "network_error" or "insufficient_system_resource" => FinishReason.Error,
        _ => FinishReason.Other,
    };
}
