using System.Text.RegularExpressions;

namespace Parley.Dialects.Schemas;

/// <summary>Matches texts with patterns that strangers wrote: one that takes too long asserts nothing, and after a few of them none is tried any more.</summary>
internal sealed class PatternPatience
{
    private const int MostTimeouts = 3;
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(100);
    private int _timeouts;

    /// <summary>Whether a text matches; null when the pattern cannot be read or takes too long.</summary>
    public bool? Matches(string text, string pattern)
    {
        if (_timeouts > MostTimeouts)
            return null;
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.ECMAScript | RegexOptions.CultureInvariant, Longest);
        }
        catch (ArgumentException)
        {
            return null;
        }
        catch (RegexMatchTimeoutException)
        {
            _timeouts++;
            return null;
        }
    }
}
