using System.Collections.Immutable;
using Parley.Dialects;

namespace Parley.Routing.Estimates;

/// <summary>
/// How hard a request is, from 0 to 1: its length and that of the conversation, words that ask for reasoning, code in it, tools. Each part has a share, so that none alone decides; all are cheap to see.
/// </summary>
internal static class Complexity
{
    private const double LengthShare = 0.4;
    private const double WordShare = 0.3;
    private const double CodeShare = 0.15;
    private const double ToolShare = 0.15;

    /// <summary>Prompts of so many tokens count full.</summary>
    private const double LongPrompt = 8000;

    /// <summary>Of two words or more each counts no further.</summary>
    private const int ManyWords = 2;

    /// <summary>Of tools: five or more count full.</summary>
    private const double ManyTools = 5;

    private static readonly ImmutableArray<string> HardWords =
    [
        "prove", "derive", "explain why", "step by step", "reason", "analy", "compare", "trade-off", "optimi", "design", "architect", "refactor", "debug", "algorithm", "theorem", "strategy", "evaluate", "critique", "plan",
    ];

    private static readonly ImmutableArray<string> CodeSigns = ["```", "function ", "def ", "class ", "import ", "#include", "SELECT ", "public ", "const ", "=>", "Traceback", "Exception"];

    /// <summary>The complexity. Where the content cannot be read, what is known without it decides.</summary>
    public static double Of(RoutingContext context) => context.KnownComplexity ??= Reckon(context);

    private static double Reckon(RoutingContext context)
    {
        var traits = context.Traits;
        var length = Math.Min(1, Math.Log2(1 + context.Head.EstimatedInputTokens) / Math.Log2(1 + LongPrompt));
        // A short question is simple: only what is above a few hundred tokens counts.
        var score = LengthShare * Math.Max(0, (length - 0.5) * 2);
        if (traits is { } known)
        {
            score += WordShare * Math.Min(1, Count(known.Text, context.Options.Complexity.Keywords ?? HardWords, ManyWords) / (double)ManyWords);
            score += CodeShare * Count(known.Text, CodeSigns, 1);
            return score + (ToolShare * Math.Min(1, known.Tools / ManyTools));
        }
        return score + (context.Head.Needs.HasFlag(RequestNeeds.Tools) ? ToolShare / 2 : 0);
    }

    private static int Count(string text, ImmutableArray<string> words, int most)
    {
        var count = 0;
        foreach (var word in words)
        {
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase) && ++count == most)
                break;
        }
        return count;
    }
}
