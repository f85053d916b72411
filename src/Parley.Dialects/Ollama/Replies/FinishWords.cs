using Parley.Dialects.Conversation;

namespace Parley.Dialects.Ollama;

/// <summary>The table of <c>done_reason</c>, for whole replies and streams.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>stop</term><description>Stop; ToolCalls when the answer called a tool, for which Ollama has no word of its own. Written for StopSequence too</description></item>
/// <item><term>length</term><description>Length; written for ContextWindow too, and for a pause, which is recorded; a pause that waits for the caller's tools is a stop</description></item>
/// <item><term>load, unload</term><description>Other: the request had no prompt and only moved the model</description></item>
/// <item><term>absent or empty</term><description>Stop: servers before 2024-05 do not say it</description></item>
/// <item><term>everything else</term><description>written as stop and recorded: clients know the four words only</description></item>
/// </list>
/// </remarks>
internal static class FinishWords
{
    /// <summary>What a word means.</summary>
    public static Finish Read(string? word, bool hasToolCalls) => word switch
    {
        null or "" => new Finish(hasToolCalls ? FinishReason.ToolCalls : FinishReason.Stop) { Dialect = DialectNames.Ollama },
        "stop" => new Finish(hasToolCalls ? FinishReason.ToolCalls : FinishReason.Stop, "stop") { Dialect = DialectNames.Ollama },
        "length" => new Finish(FinishReason.Length, "length") { Dialect = DialectNames.Ollama },
        _ => new Finish(FinishReason.Other, word) { Dialect = DialectNames.Ollama },
    };

    /// <summary>The word for a reason; records what it cannot say.</summary>
    public static string Write(Finish finish, bool calledTools, ConversionLog log)
    {
        if (finish.StopSequence is { IsEmpty: false })
            log.Moved("stop_sequence", "finish_reason");
        if (finish.Dialect == DialectNames.Ollama && finish.Native is "stop" or "length" or "load" or "unload")
            return finish.Native;
        switch (finish.Reason)
        {
            case FinishReason.Length or FinishReason.ContextWindow:
                return "length";
            case FinishReason.Paused when !calledTools:
                log.Clamped("finish_reason", finish.Native ?? finish.Reason.ToString(), "length");
                return "length";
            case FinishReason.Stop or FinishReason.StopSequence or FinishReason.ToolCalls:
                return "stop";
            default:
                log.Clamped("finish_reason", finish.Native ?? finish.Reason.ToString(), "stop");
                return "stop";
        }
    }
}
