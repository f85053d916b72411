using Parley.Dialects.Conversation;

namespace Parley.Providers.Upstream;

/// <summary>Stands for the usage that a backend does not report: callers take a zero for an answer that cost nothing. Output is counted as the prompt is, by its bytes, and marked as an estimate.</summary>
internal static class EstimatedUsage
{
    private const int BytesPerToken = 4;

    /// <summary>Whether nobody counted what was written.</summary>
    public static bool IsMissing(Usage usage) => !usage.Output.IsKnown && usage.TotalOutput == 0;

    /// <summary>The reply with an estimate where it lacks the count.</summary>
    public static ChatReply Complete(ChatReply reply, Attempt attempt)
    {
        if (!IsMissing(reply.Usage))
            return reply;
        long written = 0;
        foreach (var chatEvent in ReplyEvents.Of(reply))
            written += BytesOf(chatEvent);
        return reply with { Usage = Complete(reply.Usage, written, attempt) };
    }

    /// <summary>The usage with an estimate of so many bytes; as it is when nothing was written, and where as much or the truth was said.</summary>
    public static Usage Complete(Usage usage, long written, Attempt attempt)
    {
        var lacking = TokensIn(written) - usage.TotalOutput;
        return lacking <= 0 || usage.Output.Quality == TokenCountQuality.Exact ? usage : usage with
        {
            Input = InputOf(usage, attempt),
            Output = TokenCount.Estimated(usage.Output.Tokens + lacking),
        };
    }

    /// <summary>What so many bytes are estimated at.</summary>
    public static long TokensIn(long bytes) => (bytes + BytesPerToken - 1) / BytesPerToken;

    /// <summary>What was read beside the cached: as it was said, else the estimate of the prompt.</summary>
    public static TokenCount InputOf(Usage usage, Attempt attempt) =>
        usage.Input.IsKnown || usage.TotalInput > 0 ? usage.Input : TokenCount.Estimated(Math.Max(1, attempt.Request.Asked.EstimatedInputTokens));

    /// <summary>What an event adds to the bytes that the model wrote.</summary>
    public static int BytesOf(in ChatEvent chatEvent) =>
        chatEvent.Kind is ChatEventKind.Text or ChatEventKind.Reasoning or ChatEventKind.Refusal or ChatEventKind.ToolCallArguments ? chatEvent.Text.ByteCount : 0;
}
