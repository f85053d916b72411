namespace Parley.Dialects.OpenAICommon;

/// <summary>What the name of one of OpenAI's models says about the members that it takes. Names may carry a provider before a slash (<c>openai/gpt-5</c>). Names of other makers say nothing.</summary>
internal static class ModelFamily
{
    /// <summary>True for o1, o3, o4 and gpt-5 and later, which reject <c>max_tokens</c>.</summary>
    public static bool WantsMaxCompletionTokens(string model) => IsReasoning(model) || IsGptFiveOrLater(BareName(model));

    /// <summary>True for models that think: they reject <c>temperature</c>, <c>top_p</c>, penalties and log probabilities.</summary>
    public static bool IsReasoning(string model)
    {
        var name = BareName(model);
        if (name.Length > 1 && name[0] == 'o' && char.IsAsciiDigit(name[1]))
            return true;
        return IsGptFiveOrLater(name) && !name.Contains("-chat", StringComparison.Ordinal);
    }

    /// <summary>True for models that are known not to think: they reject <c>reasoning_effort</c>.</summary>
    public static bool IsPlain(string model)
    {
        var name = BareName(model);
        return name.StartsWith("gpt-3", StringComparison.Ordinal) || name.StartsWith("gpt-4", StringComparison.Ordinal) || name.StartsWith("chatgpt-", StringComparison.Ordinal);
    }

    /// <summary>True for all of OpenAI's own: at most four stop sequences.</summary>
    public static bool IsOpenAI(string model) => IsPlain(model) || WantsMaxCompletionTokens(model);

    /// <summary>True for models that are known to call custom tools: gpt-5 and later.</summary>
    public static bool TakesCustomTools(string model) => IsGptFiveOrLater(BareName(model));

    /// <summary>True for those that search the web whatever they are asked: <c>gpt-4o-search-preview</c>, <c>gpt-5-search-api</c>.</summary>
    public static bool Searches(string model) => IsOpenAI(model) && model.Contains("-search-", StringComparison.Ordinal);

    /// <summary>True for those of OpenAI's own that the older completions refuse: all but the few that continue a text.</summary>
    public static bool OnlyChats(string model) => IsOpenAI(model) && !model.Contains("-instruct", StringComparison.Ordinal);

    /// <summary>The word by which a thinking model is told not to think: o-models cannot, gpt-5 thinks at least a little, later ones take <c>none</c>.</summary>
    public static string LeastEffort(string model)
    {
        var name = BareName(model);
        if (name[0] == 'o')
            return "low";
        return name == "gpt-5" || name.StartsWith("gpt-5-", StringComparison.Ordinal) ? "minimal" : "none";
    }

    /// <summary>
    /// The nearest of the words that the model knows: <c>max</c> is Anthropic's alone, <c>minimal</c> is gpt-5's, <c>xhigh</c> came with gpt-5.1-codex-max. Models of other makers mostly know low, medium and high.
    /// </summary>
    public static string NearestEffort(string model, string effort)
    {
        var name = BareName(model);
        var isFirstFive = name == "gpt-5" || name.StartsWith("gpt-5-", StringComparison.Ordinal);
        var isLater = IsGptFiveOrLater(name) && !isFirstFive;
        var knowsMost = isLater && (!name.StartsWith("gpt-5.1", StringComparison.Ordinal) || name.Contains("-codex-max", StringComparison.Ordinal));
        return effort switch
        {
            "max" or "xhigh" => knowsMost ? "xhigh" : "high",
            "minimal" => isFirstFive ? "minimal" : "low",
            _ => effort,
        };
    }

    private static bool IsGptFiveOrLater(ReadOnlySpan<char> name)
    {
        if (!name.StartsWith("gpt-"))
            return false;
        var digits = name[4..];
        var length = digits.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(length < 0 ? digits : digits[..length], out var version) && version >= 5;
    }

    private static string BareName(string model) => model[(model.LastIndexOf('/') + 1)..];
}
