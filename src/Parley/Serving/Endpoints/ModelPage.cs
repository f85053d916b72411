using System.Globalization;
using Parley.Dialects.Conversation;
using Parley.Serving.Callers;

namespace Parley.Serving.Endpoints;

/// <summary>The part of the list of models that a caller asks for; all of it where nothing is said.</summary>
/// <param name="Models">The names of the page.</param>
/// <param name="HasMore">Whether there are more behind it.</param>
internal readonly record struct ModelPage(List<ModelCatalog.Entry> Models, bool HasMore)
{
    private const int Most = 1000;

    /// <summary>Anthropic's: <c>limit</c> (1 to 1000), and <c>after_id</c> or <c>before_id</c>.</summary>
    public static ModelPage OfAnthropic(string query, List<ModelCatalog.Entry> all, out Fault? fault)
    {
        var limit = Number(query, "limit", least: 1, out fault);
        var after = fault is null ? PlaceOf(query, "after_id", all, out fault) : null;
        var before = fault is null ? PlaceOf(query, "before_id", all, out fault) : null;
        if (fault is not null)
            return default;
        var first = after + 1 ?? 0;
        var end = before ?? all.Count;
        var length = Math.Min(Math.Max(0, end - first), limit is null ? int.MaxValue : Math.Min(limit.Value, Most));
        // A page before an item is the nearest to it.
        if (before is not null && after is null)
            return new ModelPage(all.GetRange(end - length, length), end - length > 0);
        return new ModelPage(all.GetRange(first, length), first + length < end);
    }

    /// <summary>Gemini's: <c>pageSize</c> (0 for as many as there are; above 1000 counts as 1000), and <c>pageToken</c>, which is the last name of the page before.</summary>
    public static ModelPage OfGemini(string query, List<ModelCatalog.Entry> all, out Fault? fault)
    {
        var size = Number(query, "pageSize", least: 0, out fault);
        var last = fault is null ? PlaceOf(query, "pageToken", all, out fault) : null;
        if (fault is not null)
            return default;
        var first = last + 1 ?? 0;
        var length = Math.Min(all.Count - first, size is null or 0 ? int.MaxValue : Math.Min(size.Value, Most));
        return new ModelPage(all.GetRange(first, length), first + length < all.Count);
    }

    private static int? Number(string query, string name, int least, out Fault? fault)
    {
        fault = null;
        if (QueryWords.Find(query, name) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && (least == 0 || number <= Most))
            return number;
        fault = Wrong(name, $"a whole number from {least} to {(least == 0 ? int.MaxValue : Most)}");
        return null;
    }

    private static int? PlaceOf(string query, string name, List<ModelCatalog.Entry> all, out Fault? fault)
    {
        fault = null;
        var id = QueryWords.Find(query, name);
        if (string.IsNullOrEmpty(id))
            return null;
        var place = all.FindIndex(model => model.Name == id);
        if (place >= 0)
            return place;
        fault = Wrong(name, "one that a page before gave");
        return null;
    }

    private static Fault Wrong(string name, string expected) => new(FaultKind.InvalidRequest, $"{name} must be {expected}.") { Param = name };
}
