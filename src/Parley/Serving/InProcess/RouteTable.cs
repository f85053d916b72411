using System.Collections.Frozen;

namespace Parley.Serving.InProcess;

/// <summary>
/// Finds what a path is served by. What stands before the path that is known is the base address of a client, which may be any: the longest rest of a path that is known counts.
/// </summary>
internal sealed class RouteTable
{
    private readonly FrozenDictionary<string, ServedRoute[]> _whole;
    private readonly FrozenDictionary<string, ServedRoute[]>.AlternateLookup<ReadOnlySpan<char>> _wholeOf;
    private readonly (string Before, string After, bool IsRest, ServedRoute Route)[] _parted;

    /// <summary>Prepares it. Of two routes that are the same the first counts.</summary>
    public RouteTable(IEnumerable<ServedRoute> routes)
    {
        var all = routes.ToLookup(static route => route.Pattern.Contains('{'));
        _whole = all[false].GroupBy(static route => route.Pattern).ToFrozenDictionary(static path => path.Key, static path => path.ToArray(), StringComparer.OrdinalIgnoreCase);
        _wholeOf = _whole.GetAlternateLookup<ReadOnlySpan<char>>();
        _parted = [.. all[true].Select(Part).OrderBy(static route => route.IsRest).ThenByDescending(static route => route.Before.Length)];
    }

    /// <summary>The route of a call with what stands in its place; null, and the verbs that the path takes, where there is none.</summary>
    /// <param name="method">The verb.</param>
    /// <param name="path">The path.</param>
    /// <param name="place">What stands where the route has a name in braces.</param>
    /// <param name="allowed">The verbs; empty for a path that is not known.</param>
    public ServedRoute? Find(string method, string path, out string place, out string allowed)
    {
        place = "";
        allowed = "";
        for (var start = 0; start >= 0; start = Next(path, start))
        {
            var rest = path.AsSpan(start);
            var found = _wholeOf.TryGetValue(rest, out var routes) ? Of(routes, method, ref allowed) : Of(_parted, method, rest, ref place, ref allowed);
            if (found is not null)
                return found;
        }
        return null;
    }

    private static int Next(string path, int start) => start + 1 >= path.Length ? -1 : path.IndexOf('/', start + 1);

    private static ServedRoute? Of(ServedRoute[] routes, string method, ref string allowed)
    {
        foreach (var route in routes)
        {
            if (route.Method == method)
                return route;
            Allow(route.Method, ref allowed);
        }
        return null;
    }

    private static ServedRoute? Of((string Before, string After, bool IsRest, ServedRoute Route)[] routes, string method, ReadOnlySpan<char> path, ref string place, ref string allowed)
    {
        foreach (var (before, after, isRest, route) in routes)
        {
            if (path.Length <= before.Length + after.Length || !path.StartsWith(before, StringComparison.OrdinalIgnoreCase) || !path.EndsWith(after, StringComparison.OrdinalIgnoreCase))
                continue;
            var within = path[before.Length..^after.Length];
            if (!isRest && within.Contains('/'))
                continue;
            if (route.Method == method)
            {
                place = within.ToString();
                return route;
            }
            Allow(route.Method, ref allowed);
        }
        return null;
    }

    private static void Allow(string method, ref string allowed)
    {
        if (!allowed.Contains(method, StringComparison.Ordinal))
            allowed = allowed.Length == 0 ? method : $"{allowed}, {method}";
    }

    private static (string Before, string After, bool IsRest, ServedRoute Route) Part(ServedRoute route)
    {
        var (open, close) = (route.Pattern.IndexOf('{'), route.Pattern.IndexOf('}'));
        return (route.Pattern[..open], route.Pattern[(close + 1)..], route.Pattern.AsSpan(open).StartsWith("{**"), route);
    }
}
