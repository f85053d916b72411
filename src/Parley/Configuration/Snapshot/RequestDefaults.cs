namespace Parley.Configuration;

/// <summary>What a request is given where it says nothing itself. Null leaves the provider's own default.</summary>
public sealed record RequestDefaults
{
    /// <summary>Nothing.</summary>
    public static RequestDefaults None { get; } = new();

    /// <summary>0 to 2.</summary>
    public double? Temperature { get; init; }

    /// <summary>0 to 1.</summary>
    public double? TopP { get; init; }

    /// <summary>A count of tokens.</summary>
    public int? TopK { get; init; }

    /// <summary>0 to 1.</summary>
    public double? MinP { get; init; }

    /// <summary>-2 to 2.</summary>
    public double? FrequencyPenalty { get; init; }

    /// <summary>-2 to 2.</summary>
    public double? PresencePenalty { get; init; }

    /// <summary>1 is neutral.</summary>
    public double? RepetitionPenalty { get; init; }

    /// <summary>The most tokens to write.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>For repeatable answers.</summary>
    public long? Seed { get; init; }

    /// <summary>True when there is nothing to fill in, so that requests may pass untouched.</summary>
    public bool IsEmpty => this == None;
}
