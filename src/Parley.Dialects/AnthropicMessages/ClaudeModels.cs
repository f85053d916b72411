using System.Globalization;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>What must be known of a model's name: the form of <c>thinking</c> changed with version 4.6, and schemas are held to from version 4.5.</summary>
/// <remarks>
/// Source: "Adaptive thinking", "Effort" and "Structured outputs" of Anthropic's documentation. Budgets are all that versions before 4.6 take, and a 400 on later ones (4.7, 5);
/// names that are not Claude's belong to servers that imitate the older form.
/// </remarks>
internal static class ClaudeModels
{
    private const string Family = "claude-";

    /// <summary>True where <c>thinking.type</c> is <c>adaptive</c> and the amount is <c>output_config.effort</c>.</summary>
    public static bool ThinksAdaptively(string model) => VersionOf(model) >= 406;

    /// <summary>True where the effort <c>xhigh</c> exists.</summary>
    public static bool KnowsExtraHighEffort(string model) => VersionOf(model) >= 407;

    /// <summary>True where the model can be held to a schema. A name that says no version is believed to be of today.</summary>
    public static bool KnowsSchemas(string model) => VersionOf(model) is 0 or >= 405;

    /// <summary>Major times 100 plus minor: 406 for <c>claude-opus-4-6</c>, 307 for <c>anthropic.claude-3-7-sonnet-20250219-v1:0</c>; 0 for other names.</summary>
    private static int VersionOf(string model)
    {
        var start = model.IndexOf(Family, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
            return 0;
        var version = 0;
        var rest = model.AsSpan(start + Family.Length);
        foreach (var range in rest.SplitAny("-.@:_"))
        {
            var word = rest[range];
            var isNumber = word.Length is 1 or 2 && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out _);
            if (!isNumber && version > 0)
                return version;
            if (!isNumber)
                continue;
            var number = int.Parse(word, NumberStyles.None, CultureInfo.InvariantCulture);
            if (version > 0)
                return version + number;
            version = number * 100;
        }
        return version;
    }
}
