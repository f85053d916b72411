using System.Globalization;
using Parley.Dialects.Conversation;

namespace Parley.Pipeline.Dispatching;

/// <summary>
/// How sure an answer sounds, from 0 to 1: three tenths by its length, five by its words, two by the size of the model that wrote it. Answers that call tools are no prose, and are as good as their model.
/// </summary>
internal static class Confidence
{
    private const double Unsure = 0.4;
    private const double Doubtful = 0.3;

    private static readonly (string Words, double Costs)[] Doubts =
    [
        ("don't know", Unsure), ("do not know", Unsure), ("not sure", Doubtful), ("cannot", Doubtful), ("can't", Doubtful), ("unclear", 0.2), ("error", 0.5),
        ("perhaps", 0.1), ("possibly", 0.1), ("might be", 0.05), ("may be", 0.05), ("maybe", 0.1), ("i think", 0.05), ("probably", 0.05),
    ];

    private static readonly string[] Structure = ["\n- ", "\n* ", "\n1. ", "\n#", "|--"];

    private static readonly string[] Technical = ["```", "function", "algorithm", "parameter", "class ", "http"];

    /// <summary>The confidence of an answer.</summary>
    /// <param name="reply">The answer.</param>
    /// <param name="model">The model's name, which may tell its size.</param>
    public static double Of(ChatReply reply, string model)
    {
        if (reply.Choices is not [var choice, ..])
            return 0;
        if (choice.Parts.Any(static part => part is ToolCallPart))
            return 0.8 + (0.2 * OfModel(model));
        var text = string.Concat(choice.Parts.OfType<TextPart>().Select(static part => part.Text.ToString())).Trim();
        return (0.3 * OfLength(text.Length)) + (0.5 * OfWords(text, choice.Finish)) + (0.2 * OfModel(model));
    }

    private static double OfLength(int length) => length switch
    {
        < 20 => 0.1,
        < 50 => 0.5,
        <= 2000 => 1,
        _ => 0.9,
    };

    private static double OfWords(string text, Finish finish)
    {
        var confidence = 1.0;
        foreach (var (words, costs) in Doubts)
        {
            if (text.Contains(words, StringComparison.OrdinalIgnoreCase))
                confidence -= costs;
        }
        if (text.Length == 0 || finish.Reason == FinishReason.Length || text.EndsWith("...", StringComparison.Ordinal))
            confidence -= Doubtful;
        if (Array.Exists(Structure, mark => text.Contains(mark, StringComparison.Ordinal)))
            confidence += 0.1;
        if (Array.Exists(Technical, mark => text.Contains(mark, StringComparison.OrdinalIgnoreCase)))
            confidence += 0.1;
        return Math.Clamp(confidence, 0, 1);
    }

    /// <summary>By the billions of parameters in the name; a name without them is taken for a large model's.</summary>
    private static double OfModel(string model)
    {
        foreach (var word in model.Split(':', '-', '_', '/', ' '))
        {
            if (word.Length > 1 && word[^1] is 'b' or 'B' && double.TryParse(word.AsSpan(0, word.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var size))
                return size <= 1 ? 0.7 : size <= 8 ? 0.8 : size <= 34 ? 0.9 : 1;
        }
        return 1;
    }
}
