using Parley.Configuration;
using Parley.Dialects.Conversation;

namespace Parley.Providers.Rest;

/// <summary>The words that are the same for every server that is described by a shape.</summary>
internal static class RestNames
{
    public const string Dialect = ProviderDescriptor.RestDialect;

    /// <summary>Why an answer ended, in the words that servers use.</summary>
    public static Finish Finish(string? word) => new(ReasonOf(word), word) { Dialect = Dialect };

    private static FinishReason ReasonOf(string? word) => word?.ToLowerInvariant() switch
    {
        null or "" => FinishReason.Unknown,
        "stop" or "end_turn" or "eos" or "eos_token" or "complete" or "completed" or "succeeded" or "done" or "finished" => FinishReason.Stop,
        "stop_sequence" => FinishReason.StopSequence,
        "length" or "max_tokens" or "max_length" => FinishReason.Length,
        "content_filter" or "safety" => FinishReason.ContentFilter,
        "error" or "failed" => FinishReason.Error,
        _ => FinishReason.Other,
    };
}
