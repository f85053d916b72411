using System.Buffers;

namespace Parley.Providers;

/// <summary>Texts of strangers that become a part of an address.</summary>
internal static class PathSteps
{
    /// <summary>Backslash, query, fragment and the control characters.</summary>
    private static readonly SearchValues<char> Marks = SearchValues.Create([.. "\\?#\x7f", .. Enumerable.Range(0, 0x20).Select(static code => (char)code)]);

    /// <summary>Whether a text leads out of the path that it is put into, in any spelling and however often it is decoded: by a step upwards, a backslash, a query, a fragment or a control character.</summary>
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
                return false;
            text = decoded;
        }
    }

    private static bool HasStep(ReadOnlySpan<char> path)
    {
        foreach (var segment in path.Split('/'))
        {
            if (path[segment] is "." or "..")
                return true;
        }
        return false;
    }
}
