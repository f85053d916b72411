using System.Buffers;
using System.Net;

namespace Parley.Pipeline.Guards;

/// <summary>Finds addresses of version 6: rows of hexadecimal digits and colons that stand for themselves, and are not so short that code could mean something else by them.</summary>
internal static class Addresses6
{
    private const int FewestDigits = 5;

    /// <summary>Eight groups of four digits and what separates them.</summary>
    private const int Longest = 39;

    private static readonly SearchValues<char> Row = SearchValues.Create("0123456789abcdefABCDEF:");

    public static IEnumerable<Found> In(string text, int from)
    {
        for (var colon = text.IndexOf(':', from); colon >= 0; colon = text.IndexOf(':', from))
        {
            var start = colon - RowBefore(text.AsSpan(from, colon - from));
            var rest = text.AsSpan(colon).IndexOfAnyExcept(Row);
            from = rest < 0 ? text.Length : colon + rest;
            if (LengthOf(text, start, from) is > 0 and var length)
                yield return new Found(start, length);
        }
    }

    private static int RowBefore(ReadOnlySpan<char> text) => text.Length - 1 - text.LastIndexOfAnyExcept(Row);

    private static int LengthOf(string text, int start, int end)
    {
        if (start > 0 && IsNear(text[start - 1]) || end < text.Length && IsNear(text[end]))
            return 0;
        var address = text.AsSpan(start, end - start);
        if (address is [.., not ':', ':'])
            address = address[..^1];
        if (address.Length > Longest || address.Count(':') is var colons && (colons < 2 || address.Length - colons < FewestDigits))
            return 0;
        return IPAddress.TryParse(address, out _) ? address.Length : 0;
    }

    private static bool IsNear(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or ':';
}
