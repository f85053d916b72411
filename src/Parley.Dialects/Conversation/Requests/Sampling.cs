using Parley.Dialects.Wire;

namespace Parley.Dialects.Conversation;

/// <summary>How to draw the next token. Null is the provider's default, never zero.</summary>
public sealed record Sampling
{
    /// <summary>Nothing said.</summary>
    public static Sampling Default { get; } = new();

    /// <summary>0 to 2 (Anthropic: 0 to 1).</summary>
    public double? Temperature { get; init; }

    /// <summary>0 to 1.</summary>
    public double? TopP { get; init; }

    /// <summary>A count of tokens.</summary>
    public int? TopK { get; init; }

    /// <summary>0 to 1, relative to the likeliest token.</summary>
    public double? MinP { get; init; }

    /// <summary>-2 to 2.</summary>
    public double? FrequencyPenalty { get; init; }

    /// <summary>-2 to 2.</summary>
    public double? PresencePenalty { get; init; }

    /// <summary>1 is neutral.</summary>
    public double? RepetitionPenalty { get; init; }

    /// <summary>For repeatable answers.</summary>
    public long? Seed { get; init; }

    /// <summary>Token id to bias, as a JSON object.</summary>
    public RawJson LogitBias { get; init; }

    /// <summary>Whether to report log probabilities.</summary>
    public bool? Logprobs { get; init; }

    /// <summary>How many alternatives to report for each token.</summary>
    public int? TopLogprobs { get; init; }

    /// <summary>How many answers to write.</summary>
    public int? Choices { get; init; }
}
