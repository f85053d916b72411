using Parley.Dialects.Conversation;

namespace Parley.Dialects.Cohere;

/// <summary>The table of <c>finish_reason</c>, for whole replies and streams.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>COMPLETE</term><description>Stop; written for Other too, which is recorded</description></item>
/// <item><term>STOP_SEQUENCE</term><description>StopSequence; which one matched is not said</description></item>
/// <item><term>MAX_TOKENS</term><description>Length; written for ContextWindow too, and for Paused, which is recorded</description></item>
/// <item><term>TOOL_CALL</term><description>ToolCalls; never without a call</description></item>
/// <item><term>ERROR, TIMEOUT</term><description>Error, where no words of an error stand beside it: with them it is a fault. ERROR is written for ContentFilter, Refusal and MalformedToolCall too, which is recorded: what was left of the answer is not whole</description></item>
/// </list>
/// </remarks>
internal static class FinishWords
{
    public const string Error = "ERROR";
    public const string Timeout = "TIMEOUT";

    /// <summary>What a word means.</summary>
    public static Finish Read(string? word) => new(ReasonOf(word), string.IsNullOrEmpty(word) ? null : word) { Dialect = Names.Dialect };

    /// <summary>The word for a caller; records what it cannot say.</summary>
    public static string Write(Finish finish, bool hasCalls, ConversionLog log)
    {
        if (finish.StopSequence is { IsEmpty: false })
            log.Moved("stop_sequence", "finish_reason");
        if (finish.Dialect == Names.Dialect && finish.Native is { } native && IsWritable(native, hasCalls))
            return native;
        var word = WordOf(finish.Reason, hasCalls);
        if (finish.Reason is FinishReason.ContentFilter or FinishReason.Refusal or FinishReason.Paused or FinishReason.MalformedToolCall or FinishReason.Other)
            log.Clamped("finish_reason", finish.Native ?? finish.Reason.ToString(), word);
        return word;
    }

    private static FinishReason ReasonOf(string? word) => word switch
    {
        null or "" => FinishReason.Unknown,
        "COMPLETE" => FinishReason.Stop,
        "STOP_SEQUENCE" => FinishReason.StopSequence,
        "MAX_TOKENS" => FinishReason.Length,
        "TOOL_CALL" => FinishReason.ToolCalls,
        Error or Timeout => FinishReason.Error,
        _ => FinishReason.Other,
    };

    private static bool IsWritable(string word, bool hasCalls) => word switch
    {
        "COMPLETE" or "STOP_SEQUENCE" or "MAX_TOKENS" or Error or Timeout => true,
        "TOOL_CALL" => hasCalls,
        _ => false,
    };

    private static string WordOf(FinishReason reason, bool hasCalls) => reason switch
    {
        FinishReason.Length or FinishReason.ContextWindow => "MAX_TOKENS",
        FinishReason.ContentFilter or FinishReason.Refusal or FinishReason.MalformedToolCall or FinishReason.Error => Error,
        _ when hasCalls => "TOOL_CALL",
        FinishReason.Paused => "MAX_TOKENS",
        FinishReason.StopSequence => "STOP_SEQUENCE",
        _ => "COMPLETE",
    };
}
