using Parley.Dialects.Wire;

namespace Parley.Dialects.Conversation;

/// <summary>What the caller wants of a reply, most of it of a stream.</summary>
/// <param name="IncludeUsage">Whether a chunk with the usage is to be sent (OpenAI <c>stream_options.include_usage</c>). Dialects that always send usage ignore it.</param>
public sealed record StreamOptions(bool IncludeUsage = false)
{
    /// <summary>Nothing asked.</summary>
    public static StreamOptions None { get; } = new();

    /// <summary>
    /// The engine's estimate of the prompt in tokens, for dialects whose first event must say it; corrected by the last one. 0 when there is none.
    /// </summary>
    public int EstimatedInputTokens { get; init; }

    /// <summary>The model name to show when the upstream does not say one.</summary>
    public string? Model { get; init; }

    /// <summary>An id for the reply when the upstream has none; made by the engine once for each exchange.</summary>
    public string? ReplyId { get; init; }

    /// <summary>The time of the reply for dialects that show it, in Unix seconds; taken from the engine's clock.</summary>
    public long Created { get; init; }

    /// <summary>How the dialect's stream is to be framed where it knows two ways (Gemini: SSE or JSON array); null for its default.</summary>
    public StreamFraming? Framing { get; init; }

    /// <summary>How the vectors of embeddings are to be written: <c>float</c> when null, or <c>base64</c>.</summary>
    public string? VectorEncoding { get; init; }

    /// <summary>True when enumerations are to be written as their numbers (Gemini <c>$alt=json;enum-encoding=int</c>).</summary>
    public bool EnumsAsNumbers { get; init; }

    /// <summary>Whether the reply will be kept, so that later requests can refer to it.</summary>
    public bool IsKept { get; init; }

    /// <summary>
    /// Members of the request that the dialect's reply repeats (Responses: <c>tools</c>, <c>instructions</c> ...) or depends on (<c>tools</c> of a special form, whose calls have one too),
    /// slices of the request's body; null where there are none.
    /// </summary>
    public Extras? Echo { get; init; }
}
