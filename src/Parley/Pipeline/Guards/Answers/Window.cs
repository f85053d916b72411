namespace Parley.Pipeline.Guards;

/// <summary>How much of a text that still grows can be decided upon.</summary>
internal static class Window
{
    /// <summary>More than this is not held back for anything.</summary>
    public const int Most = 4096;

    /// <summary>How much is held back for expressions of the operator's own, of which nobody knows where they may end.</summary>
    public const int OfOwn = 256;

    /// <summary>No number has more characters.</summary>
    private const int LongestNumber = 48;

    /// <summary>Up to where nothing that is known by its form reaches into what is to come: the last word is left, and so are the numbers before the end, which may go on.</summary>
    public static int DecidedLength(ReadOnlySpan<char> text)
    {
        var (start, hasDigit) = (text.Length, false);
        while (start > 0 && text.Length - start < LongestNumber && IsOfNumber(text[start - 1]))
            hasDigit |= char.IsAsciiDigit(text[--start]);
        var end = hasDigit ? start : text.Length;
        while (end > 0 && IsOfWord(text[end - 1]))
            end--;
        return end;
    }

    private static bool IsOfNumber(char character) => char.IsAsciiDigit(character) || character is ' ' or '.' or '-' or '(' or ')' or '+';

    private static bool IsOfWord(char character) => char.IsAsciiLetterOrDigit(character) || PersonalData.IsLetter(character) || character is '.' or '_' or '%' or '+' or '-' or '@' or ':' or '(' or ')';
}
