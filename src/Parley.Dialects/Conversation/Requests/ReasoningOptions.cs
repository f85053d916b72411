namespace Parley.Dialects.Conversation;

/// <summary>How much to think.</summary>
public sealed record ReasoningOptions
{
    /// <summary>False to switch thinking off, true to switch it on; null when only an effort or a budget is said.</summary>
    public bool? Enabled { get; init; }

    /// <summary><c>none</c>, <c>minimal</c>, <c>low</c>, <c>medium</c>, <c>high</c>, <c>xhigh</c>, <c>max</c>; null when not said.</summary>
    public string? Effort { get; init; }

    /// <summary>The most tokens to think; -1 leaves it to the model (Gemini's dynamic, Anthropic's adaptive); null when not said.</summary>
    public int? BudgetTokens { get; init; }

    /// <summary>Whether the thoughts are to be shown; null when not said.</summary>
    public bool? IncludeThoughts { get; init; }

    /// <summary>Unknown members.</summary>
    public Extras? Extras { get; init; }
}
