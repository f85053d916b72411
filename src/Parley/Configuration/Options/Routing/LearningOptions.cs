namespace Parley.Configuration.Options;

/// <summary>The group <c>routing.adaptive</c>: how the strategy <c>adaptive</c> learns and spends.</summary>
public sealed record LearningOptions
{
    /// <summary>What a request may cost on average, in the currency of the prices; null for no limit.</summary>
    public double? Ceiling { get; init; }

    /// <summary>The start of all chance: the same seed and the same requests give the same choices.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>What an observation is still worth after one more, above 0 up to 1.</summary>
    public double Discount { get; init; } = 0.9995;

    /// <summary>At most this share of requests is used to try what is not the best as far as is known, from 0 to 1; more at first, but for 0.</summary>
    public double ExploreShare { get; init; } = 0.002;

    /// <summary>Whether settled requests teach anything.</summary>
    public bool LearningEnabled { get; init; } = true;

    /// <summary>Whether what was learned ranks; where not, the order of the configuration stands.</summary>
    public bool PredictionEnabled { get; init; } = true;

    /// <summary>The file in which what was learned is kept; null for memory only.</summary>
    public string? StateFile { get; init; }
}
