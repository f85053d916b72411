namespace Parley.Extensions.AI.Content;

/// <summary>What callers give: lists that hold no null.</summary>
internal static class Given
{
    /// <summary>All items of a list.</summary>
    /// <param name="items">The list.</param>
    /// <param name="place">Where the caller says it.</param>
    /// <exception cref="ArgumentException">It, or one of them, is null; the message names the place.</exception>
    public static List<T> All<T>(IEnumerable<T?> items, string place)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(items, place);
        var given = new List<T>();
        foreach (var item in items)
            given.Add(item ?? throw Missing($"{place}[{given.Count}]"));
        return given;
    }

    /// <summary>The exception for an item that is null.</summary>
    public static ArgumentException Missing(string place) => new($"{place} is null.");
}
