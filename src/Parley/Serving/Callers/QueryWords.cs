namespace Parley.Serving.Callers;

/// <summary>Reads the query of a call.</summary>
internal static class QueryWords
{
    /// <summary>What a query says under a name, which counts in any case; several values with commas between them. Null where it says nothing.</summary>
    /// <param name="query">The query without its question mark.</param>
    /// <param name="name">The name.</param>
    public static string? Find(string query, string name)
    {
        string? found = null;
        foreach (var range in query.AsSpan().Split('&'))
        {
            var part = query.AsSpan(range);
            var sign = part.IndexOf('=');
            if (!Plain(sign < 0 ? part : part[..sign]).Equals(name, StringComparison.OrdinalIgnoreCase))
                continue;
            var value = sign < 0 ? "" : Plain(part[(sign + 1)..]);
            found = found is null ? value : $"{found},{value}";
        }
        return found;
    }

    private static string Plain(ReadOnlySpan<char> text) => Uri.UnescapeDataString(text.ToString().Replace('+', ' '));
}
