namespace Parley.Configuration.Options;

/// <summary>The section <c>history</c>: how much of a conversation is sent. A turn is what the user says and all that follows of it, calls of tools and their results included; it is kept as a whole or not at all. Instructions are always kept, and so is the last turn.</summary>
public sealed record HistoryOptions
{
    /// <summary>The most turns; null for any number.</summary>
    public int? MaxTurns { get; init; }

    /// <summary>The most tokens of the prompt, instructions and tools included, as Parley counts them; null for any number.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Whether everything is sent.</summary>
    public bool IsEmpty => MaxTurns is null && MaxTokens is null;
}
