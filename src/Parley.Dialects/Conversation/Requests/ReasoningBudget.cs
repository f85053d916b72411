namespace Parley.Dialects.Conversation;

/// <summary>
/// The one table between a reasoning effort in words and a budget in tokens, for every dialect that knows only one of the two.
/// </summary>
/// <remarks>
/// <c>low</c>, <c>medium</c> and <c>high</c> are the values that Google documents for the OpenAI spelling of its own budgets, the only table that a vendor has published
/// (ai.google.dev, "OpenAI compatibility", thinking); the other words continue it to both sides.
/// </remarks>
public static class ReasoningBudget
{
    /// <summary>The budget that leaves the amount of thinking to the model.</summary>
    public const int Dynamic = -1;

    /// <summary>The tokens that an effort stands for; null for a word that is not known, 0 for <c>none</c>.</summary>
    public static int? TokensOf(string? effort) => effort switch
    {
        "none" => 0,
        "minimal" => 512,
        "low" => 1024,
        "medium" => 8192,
        "high" => 24576,
        "xhigh" => 32768,
        "max" => 65536,
        _ => null,
    };

    /// <summary>The effort that a budget comes nearest to; null for <see cref="Dynamic"/>, which is no amount.</summary>
    public static string? EffortOf(int budgetTokens) => budgetTokens switch
    {
        < 0 => null,
        0 => "none",
        <= 768 => "minimal",
        <= 4096 => "low",
        <= 16384 => "medium",
        <= 28672 => "high",
        <= 49152 => "xhigh",
        _ => "max",
    };
}
