using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>The one table of endings, for whole replies and streams: <c>status</c> and <c>incomplete_details.reason</c>.</summary>
/// <param name="Status">The status.</param>
/// <param name="Reason">Why it is incomplete; null otherwise.</param>
internal readonly record struct Ending(string Status, string? Reason = null)
{
    /// <summary>The status of an answer that is whole.</summary>
    public const string Completed = "completed";

    /// <summary>The status of an answer that was cut off.</summary>
    public const string Incomplete = "incomplete";

    /// <summary>The status of its last item.</summary>
    public string ItemStatus => Status == Incomplete ? Incomplete : Completed;

    /// <summary>What status and details on the wire mean.</summary>
    /// <param name="status"><c>status</c>; some imitators leave it out.</param>
    /// <param name="details"><c>incomplete_details</c>.</param>
    /// <param name="calledTools">Whether the answer holds a tool call, for which the model then waits.</param>
    public static Finish Read(string? status, RawJson details, bool calledTools)
    {
        var reason = ReasonOf(details);
        var native = status == Incomplete ? reason ?? Incomplete : status ?? Completed;
        return new Finish(Meaning(status, reason, calledTools), native) { Dialect = Names.Dialect };
    }

    /// <summary>The ending for a caller. A paused turn is not whole, unless it waits for the caller's own tools.</summary>
    public static Ending Of(Finish finish, bool calledTools)
    {
        if (finish.Dialect == Names.Dialect && finish.Native is { } native)
            return native is Completed or "in_progress" or "queued" or "cancelled" ? new Ending(native) : new Ending(Incomplete, native == Incomplete ? null : native);
        return finish.Reason switch
        {
            FinishReason.Length or FinishReason.ContextWindow => new Ending(Incomplete, "max_output_tokens"),
            FinishReason.Paused when !calledTools => new Ending(Incomplete, "max_output_tokens"),
            FinishReason.ContentFilter or FinishReason.Refusal => new Ending(Incomplete, "content_filter"),
            _ => new Ending(Completed),
        };
    }

    /// <summary>Records what the ending does not say.</summary>
    public static void RecordLoss(Finish finish, ConversionLog log)
    {
        if (finish.Dialect == Names.Dialect)
            return;
        if (finish.Reason is FinishReason.Paused or FinishReason.MalformedToolCall or FinishReason.Error or FinishReason.Other)
            log.Dropped("choices[0].finish_reason", finish.Native ?? finish.Reason.ToString());
        if (finish.StopSequence is { IsEmpty: false })
            log.Moved("choices[0].stop_sequence", "finish_reason");
    }

    private static FinishReason Meaning(string? status, string? reason, bool calledTools) => status switch
    {
        Incomplete => reason switch
        {
            "max_output_tokens" or "max_tokens" or "length" => FinishReason.Length,
            "content_filter" => FinishReason.ContentFilter,
            _ => FinishReason.Other,
        },
        "cancelled" or "in_progress" or "queued" => FinishReason.Other,
        _ => calledTools ? FinishReason.ToolCalls : FinishReason.Stop,
    };

    private static string? ReasonOf(RawJson details)
    {
        if (details.Kind != JsonValueKind.Object)
            return null;
        var members = new JsonMembers(details.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("reason"u8) && value.Kind == JsonValueKind.String)
                return value.AsText().ToString();
        }
        return null;
    }
}
