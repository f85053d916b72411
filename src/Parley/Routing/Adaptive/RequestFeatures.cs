using System.Globalization;

namespace Parley.Routing.Adaptive;

/// <summary>
/// Turns a request into the few yes-or-no features that the bandit learns over: its length, hints of what kind of question it is, and hashes of how it opens and closes,
/// by which the requests of one template or application know each other. The text cannot be got back from them.
/// </summary>
internal static class RequestFeatures
{
    /// <summary>Which set of features this is; learned state of another set is of no use.</summary>
    public const int Version = 1;

    /// <summary>How many there are. Feature 0 is always there.</summary>
    public const int Count = FirstKind + Kinds;

    private const int Lengths = 10;
    private const int FirstHint = 1 + Lengths;
    private const int FirstOpening = FirstHint + 16;
    private const int Buckets = 16;
    private const int FirstClosing = FirstOpening + Buckets;
    private const int FirstKind = FirstClosing + Buckets;
    private const int Kinds = 24;

    private static readonly string[] CodeWords = ["```", "def ", "function", "class ", "import ", "python", "javascript", "sql", "regex", "algorithm"];
    private static readonly string[] ReasonWords = ["explain", "why ", "reason", "step by step", "justify", "prove", "derive"];
    private static readonly string[] AmountWords = ["how many", "how much", "how long", "how far", "how old", "calculate", "compute", "total", "percent", "%", "$"];
    private static readonly string[] GapWords = ["_", "...", "continu", "complete", "fill in", "blank"];
    private static readonly string[] WorkWords = ["summar", "translate", "rewrite", "extract", "classify", "list ", "sort ", "json"];
    private static readonly string[] CreateWords = ["write ", "story", "poem", "essay", "email", "draft"];
    private static readonly string[] JudgeWords = ["plausible", "valid", "true or false", "yes or no", "correct", "sentiment", "sarcas", "humor"];

    /// <summary>The features that a request has, each once, ascending.</summary>
    public static int[] Of(in RequestTraits request)
    {
        var text = request.Text.AsSpan().Trim();
        var found = new List<int>(16) { 0, 1 + LengthClass(text.Length) };
        AddHints(found, text, request);
        found.Add(FirstOpening + Bucket(Word(text, fromEnd: false)));
        found.Add(FirstClosing + Bucket(Word(text, fromEnd: true)));
        found.Add(FirstKind + Kind(found));
        return [.. found];
    }

    private static void AddHints(List<int> found, ReadOnlySpan<char> text, in RequestTraits request)
    {
        var hint = FirstHint;
        Add(found, hint++, HasAny(text, CodeWords));
        Add(found, hint++, HasAny(text, ReasonWords));
        Add(found, hint++, HasAny(text, AmountWords));
        Add(found, hint++, HasAny(text, GapWords));
        Add(found, hint++, HasAny(text, WorkWords));
        Add(found, hint++, HasAny(text, CreateWords));
        Add(found, hint++, HasAny(text, JudgeWords));
        Add(found, hint++, Digits(text) >= 4);
        Add(found, hint++, text.Contains("(A)", StringComparison.Ordinal) || text.Contains("\nA.", StringComparison.Ordinal) || text.Contains("\nA)", StringComparison.Ordinal));
        Add(found, hint++, text.Contains("(1)", StringComparison.Ordinal) || text.Contains("\n1.", StringComparison.Ordinal) || text.Contains("\n- ", StringComparison.Ordinal));
        Add(found, hint++, text.EndsWith('?'));
        Add(found, hint++, text.Contains('\n'));
        Add(found, hint++, text.ContainsAnyExceptInRange('\0', '\u024f'));
        Add(found, hint++, request.Tools > 0);
        Add(found, hint++, request.Turns > 2);
        Add(found, hint, request.HasMedia);
    }

    private static void Add(List<int> found, int feature, bool has)
    {
        if (has)
            found.Add(feature);
    }

    /// <summary>All hints together, hashed: what one hint means depends on the others.</summary>
    private static int Kind(List<int> found)
    {
        var hash = 2166136261u;
        foreach (var feature in found)
        {
            if (feature is >= FirstHint and < FirstOpening)
                hash = (hash ^ (uint)feature) * 16777619u;
        }
        return (int)((hash ^ (hash >> 16)) % Kinds);
    }

    /// <summary>Classes of doubling length; about four characters are a token.</summary>
    private static int LengthClass(int characters) => Math.Clamp((int)Math.Log2(1 + (characters / 32.0)), 0, Lengths - 1);

    private static bool HasAny(ReadOnlySpan<char> text, string[] words)
    {
        foreach (var word in words)
        {
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var character in text)
            count += char.IsAsciiDigit(character) ? 1 : 0;
        return count;
    }

    private static ReadOnlySpan<char> Word(ReadOnlySpan<char> text, bool fromEnd)
    {
        if (fromEnd)
            return text[(text.LastIndexOfAny(' ', '\n', '\t') + 1)..];
        var end = text.IndexOfAny(' ', '\n', '\t');
        return end < 0 ? text : text[..end];
    }

    /// <summary>FNV-1a over the lower-case letters: the same on every machine, unlike string hashes.</summary>
    private static int Bucket(ReadOnlySpan<char> word)
    {
        var hash = 2166136261u;
        foreach (var character in word)
            hash = (hash ^ char.ToLower(character, CultureInfo.InvariantCulture)) * 16777619u;
        return (int)((hash ^ (hash >> 16)) % Buckets);
    }
}
