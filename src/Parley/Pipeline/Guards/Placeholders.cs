using System.Text.RegularExpressions;

namespace Parley.Pipeline.Guards;

/// <summary>What stands for what in one request and its answer: the same for the same, <c>[EMAIL_1]</c>, and nothing that somebody wrote already.</summary>
internal sealed partial class Placeholders
{
    private readonly Dictionary<(string Kind, string Value), string> _known = [];
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _originals = new(StringComparer.Ordinal);

    /// <summary>Whether anything is to be put back.</summary>
    public bool AnyReversible => _originals.Count > 0;

    /// <summary>The length of the longest that is to be put back.</summary>
    public int Longest { get; private set; }

    /// <summary>Takes note of what looks like a placeholder and was written by the caller.</summary>
    public void Keep(string text)
    {
        if (!text.Contains('['))
            return;
        foreach (var match in Form().EnumerateMatches(text))
            _written.Add(text.Substring(match.Index, match.Length));
    }

    /// <summary>Whether something stands for a value already.</summary>
    public bool Knows(Detector detector, string value) => _known.ContainsKey((detector.Name, value));

    /// <summary>What stands for a value.</summary>
    /// <param name="detector">Who found it.</param>
    /// <param name="value">The value.</param>
    /// <param name="isReversible">Whether it is to be put back.</param>
    public string For(Detector detector, string value, bool isReversible)
    {
        if (!_known.TryGetValue((detector.Name, value), out var placeholder))
        {
            var count = _counts.GetValueOrDefault(detector.Name);
            do
                placeholder = $"[{detector.Name.ToUpperInvariant()}_{++count}]";
            while (_written.Contains(placeholder));
            _counts[detector.Name] = count;
            _known.Add((detector.Name, value), placeholder);
        }
        if (isReversible && _originals.TryAdd(placeholder, value))
            Longest = Math.Max(Longest, placeholder.Length);
        return placeholder;
    }

    /// <summary>What stood in the place of the placeholder that a text begins with; null where it begins with none.</summary>
    public (string Placeholder, string Original)? At(ReadOnlySpan<char> text)
    {
        var end = text[..Math.Min(text.Length, Longest)].IndexOf(']');
        return end > 0 && _originals.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text[..(end + 1)], out var placeholder, out var original) ? (placeholder, original) : null;
    }

    /// <summary>Whether a text may be the beginning of a placeholder.</summary>
    public bool IsBeginning(ReadOnlySpan<char> text)
    {
        if (text.Length >= Longest)
            return false;
        foreach (var placeholder in _originals.Keys)
        {
            if (placeholder.Length > text.Length && placeholder.AsSpan().StartsWith(text, StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    [GeneratedRegex(@"\[[A-Z][A-Z0-9_]*_[0-9]{1,9}\]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
