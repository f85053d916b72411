using System.Text.RegularExpressions;

namespace Parley.Pipeline.Guards;

/// <summary>Finds numbers of credit cards: 13 to 19 digits, in groups or not, with the check digit of Luhn (ISO/IEC 7812-1). Of a row of numbers each that a group begins with is tried.</summary>
internal static partial class CardNumbers
{
    private const int Least = 13;
    private const int Most = 19;

    /// <summary>The longest that one can be, with a mark between any two digits.</summary>
    public const int Longest = Most * 2;

    public static IEnumerable<Found> In(string text, int from)
    {
        for (var match = Row().Match(text, from); match.Success; match = Row().Match(text, from))
        {
            from = match.Index + match.Length;
            for (var start = match.Index; start < from;)
            {
                if (LengthAt(text, start, from) is > 0 and var length)
                {
                    yield return new Found(start, length);
                    start += length;
                }
                start = NextGroup(text, start, from);
            }
        }
    }

    /// <summary>How long the longest number is that begins at a place and ends with a group; 0 where there is none.</summary>
    private static int LengthAt(string text, int start, int end)
    {
        var (digits, longest, doubled, plain) = (0, 0, 0, 0);
        for (var i = start; i < end && digits < Most; i++)
        {
            if (!char.IsAsciiDigit(text[i]))
                continue;
            // One digit more, and all before change places: both sums are kept.
            var digit = text[i] - '0';
            (plain, doubled) = (doubled + digit, plain + (digit > 4 ? (digit * 2) - 9 : digit * 2));
            digits++;
            if (digits >= Least && plain % 10 == 0 && (i + 1 == end || !char.IsAsciiDigit(text[i + 1])))
                longest = i + 1 - start;
        }
        return longest;
    }

    private static int NextGroup(string text, int start, int end)
    {
        while (start < end && char.IsAsciiDigit(text[start]))
            start++;
        while (start < end && !char.IsAsciiDigit(text[start]))
            start++;
        return start;
    }

    [GeneratedRegex(@"\b[0-9](?:[ -]?[0-9]){12,}\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Row();
}
