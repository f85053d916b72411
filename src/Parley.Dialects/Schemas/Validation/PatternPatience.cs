using System.Text.RegularExpressions;

namespace Parley.Dialects.Schemas;

/// <summary>Matches texts with patterns that strangers wrote. One that takes too long is told apart from one that does not match: see <see cref="Slow"/>.</summary>
internal sealed partial class PatternPatience
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(250);
    private readonly Dictionary<string, Regex?> _read = new(StringComparer.Ordinal);

    /// <summary>The pattern that took too long; null when none did. No other is tried after it.</summary>
    public string? Slow { get; private set; }

    /// <summary>Whether a pattern can be read. Names of character properties that only other engines know are taken for right.</summary>
    public bool CanRead(string pattern) => Read(pattern) is not null || TryRead(Foreign().Replace(pattern, "x"), RegexOptions.None) is not null;

    /// <summary>Whether a text matches; null when the pattern cannot be read or takes too long.</summary>
    public bool? Matches(string text, string pattern)
    {
        if (Slow is not null || Read(pattern) is not { } regex)
            return null;
        try
        {
            return regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            Slow = pattern;
            return null;
        }
    }

    private Regex? Read(string pattern)
    {
        if (!_read.TryGetValue(pattern, out var regex))
            _read.Add(pattern, regex = TryRead(pattern, RegexOptions.ECMAScript) ?? TryRead(pattern, RegexOptions.None));
        return regex;
    }

    private static Regex? TryRead(string pattern, RegexOptions options)
    {
        try
        {
            return new Regex(pattern, options | RegexOptions.CultureInvariant, Longest);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\\[pP]\{[^{}]*\}|\\u\{[0-9A-Fa-f]+\}", RegexOptions.None, matchTimeoutMilliseconds: 200)]
    private static partial Regex Foreign();
}
