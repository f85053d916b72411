namespace Parley.Providers;

/// <summary>Texts of strangers that become a part of an address.</summary>
internal static class PathSteps
{
    /// <summary>Whether a text leads out of the path that it is put into, in any spelling and however often it is decoded: by a step upwards, a backslash, a query, a fragment or a control character.</summary>
    public static bool LeadAway(string text)
    {
        for (var decoded = text; ; decoded = Uri.UnescapeDataString(decoded))
        {
            if (decoded.AsSpan().ContainsAny('\\', '?', '#') || decoded.AsSpan().ContainsAnyInRange('\0', '\x1f') || decoded.Contains('\x7f', StringComparison.Ordinal))
                return true;
            foreach (var segment in decoded.Split('/'))
            {
                if (segment is "." or "..")
                    return true;
            }
            if (Uri.UnescapeDataString(decoded) == decoded)
                return false;
        }
    }
}
