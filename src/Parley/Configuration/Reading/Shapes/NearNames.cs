using System.Collections.Immutable;

namespace Parley.Configuration;

/// <summary>Finds the names that somebody may have meant.</summary>
internal static class NearNames
{
    /// <summary>The closest names, closest first; none that is far off.</summary>
    public static ImmutableArray<string> Of(string name, IEnumerable<string> candidates, int count) =>
    [
        .. candidates.Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(candidate => Math.Abs(name.Length - candidate.Length) <= Limit(name, candidate))
            .Select(candidate => (Name: candidate, Distance: Distance(name, candidate)))
            .Where(near => near.Distance <= Limit(name, near.Name))
            .OrderBy(near => near.Distance).ThenBy(near => near.Name, StringComparer.Ordinal)
            .Take(count).Select(near => near.Name),
    ];

    /// <summary>The closest name; null when none is close.</summary>
    public static string? Closest(string name, IEnumerable<string> candidates) => Of(name, candidates, 1).FirstOrDefault();

    private static int Limit(string name, string candidate) =>
        candidate.StartsWith(name, StringComparison.OrdinalIgnoreCase) && name.Length >= 3 ? candidate.Length : Math.Max(1, Math.Min(name.Length, candidate.Length) / 3);

    /// <summary>How many letters must be added, removed, changed or swapped with their neighbour (optimal string alignment).</summary>
    private static int Distance(string from, string to)
    {
        var (a, b) = (from.ToLowerInvariant(), to.ToLowerInvariant());
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var best = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                var swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                rows[i, j] = swapped ? Math.Min(best, rows[i - 2, j - 2] + 1) : best;
            }
        }
        return rows[a.Length, b.Length];
    }
}
