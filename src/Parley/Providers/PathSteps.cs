using System.Buffers;

namespace Parley.Providers;

/// <summary>Texts of strangers that become a part of an address.</summary>
internal static class PathSteps
{
    /// <summary>Backslash, query, fragment and the control characters.</summary>
    private static readonly SearchValues<char> Marks = SearchValues.Create([.. "\\?#\x7f", .. Enumerable.Range(0, 0x20).Select(static code => (char)code)]);

    /// <summary>
    /// Whether a text leads out of the path that it is put into, in any spelling and however often it is decoded: by a step upwards, a backslash, a query, a fragment or a control character.
    /// Steps count as some servers read them too: with parameters behind a semicolon, and of more dots than two. Bytes that are no UTF-8 may stand for a slash there.
    /// </summary>
    public static bool LeadAway(string text)
    {
        while (true)
        {
            if (text.AsSpan().ContainsAny(Marks) || HasStep(text))
                return true;
            if (!text.Contains('%', StringComparison.Ordinal))
                return false;
            var decoded = Uri.UnescapeDataString(text);
            if (decoded == text)
                return HasEscape(text);
            text = decoded;
        }
    }

    /// <summary>What is still escaped when all text is decoded is no text.</summary>
    private static bool HasEscape(string decoded)
    {
        for (var at = decoded.IndexOf('%'); at >= 0 && at + 2 < decoded.Length; at = decoded.IndexOf('%', at + 1))
        {
            if (char.IsAsciiHexDigit(decoded[at + 1]) && char.IsAsciiHexDigit(decoded[at + 2]))
                return true;
        }
        return false;
    }

    private static bool HasStep(ReadOnlySpan<char> path)
    {
        foreach (var segment in path.Split('/'))
        {
            if (IsStep(path[segment]))
                return true;
        }
        return false;
    }

    private static bool IsStep(ReadOnlySpan<char> segment)
    {
        if (segment.IndexOf(';') is >= 0 and var parameters)
            segment = segment[..parameters];
        return !segment.IsEmpty && segment.IndexOfAnyExcept('.') < 0;
    }
}
