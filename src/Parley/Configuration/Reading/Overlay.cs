namespace Parley.Configuration.Reading;

/// <summary>
/// Lays configuration files over each other: groups are merged field by field; <c>backends</c>, <c>models</c> and <c>keys</c> entry by entry, by their id or name;
/// every other list and value of a later file replaces that of an earlier one.
/// </summary>
internal static class Overlay
{
    /// <summary>Both nodes in one, the upper on top.</summary>
    public static ConfigNode Merge(ConfigNode lower, ConfigNode upper) => Merge(lower, upper, "");

    private static ConfigNode Merge(ConfigNode lower, ConfigNode upper, string name) => (lower, upper) switch
    {
        (ConfigMap below, ConfigMap above) => MergeMaps(below, above),
        (ConfigList below, ConfigList above) when IdentityOf(name) is { } identity => MergeLists(below, above, identity),
        _ => upper,
    };

    private static ConfigMap MergeMaps(ConfigMap lower, ConfigMap upper)
    {
        // The upper file's entries come last, also where it uses another spelling of the same setting: the reader lets the later one win.
        var entries = lower.Entries.Where(entry => upper.Find(entry.Name) is null).ToList();
        foreach (var entry in upper.Entries)
            entries.Add(Below(lower, entry) is { } below ? entry with { Value = Merge(below.Value, entry.Value, below.Name) } : entry);
        return new ConfigMap(entries, upper.Span);
    }

    private static ConfigEntry? Below(ConfigMap lower, ConfigEntry entry) =>
        lower.Find(entry.Name) ?? (entry.IsLoose ? lower.Entries.LastOrDefault(below => entry.IsLike([below.Name])) : null);

    private static ConfigList MergeLists(ConfigList lower, ConfigList upper, string identity)
    {
        var items = lower.Items.ToList();
        foreach (var item in upper.Items)
        {
            var at = Identify(item, identity) is { } id ? items.FindIndex(below => string.Equals(Identify(below, identity), id, StringComparison.Ordinal)) : -1;
            if (at >= 0)
                items[at] = Merge(items[at], item);
            else
                items.Add(item);
        }
        return new ConfigList(items, upper.Span);
    }

    private static string? Identify(ConfigNode node, string identity) => ((node as ConfigMap)?.Find(identity)?.Value as ConfigScalar)?.Text;

    private static string? IdentityOf(string list) => list switch
    {
        "backends" => "id",
        "models" or "keys" => "name",
        _ => null,
    };
}
