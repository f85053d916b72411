using System.Collections.Immutable;
using System.Globalization;
using Parley.Ledger;

namespace Parley.Management.Costs;

/// <summary>Reads a question for costs as it is written in an address or on a command line.</summary>
internal static class CostWords
{
    private static readonly ImmutableArray<CostGroup> All = [.. Enum.GetValues<CostGroup>()];

    /// <summary>What can be said, in the order of the documentation.</summary>
    public static ImmutableArray<string> Names { get; } = ["since", "until", "by", "currency", "tz", "project", .. All.Where(static group => group != CostGroup.Day).Select(CostReports.NameOf)];

    /// <summary>The question; null, and what is wrong with which word, when it cannot be read.</summary>
    /// <param name="words">The words and what they say.</param>
    /// <param name="now">The time.</param>
    /// <param name="wrong">The word, and a sentence.</param>
    public static CostAnalysis? Read(IEnumerable<KeyValuePair<string, string>> words, DateTimeOffset now, out (string Word, string Why) wrong)
    {
        wrong = default;
        var analysis = new CostAnalysis();
        foreach (var (word, text) in words)
        {
            if (With(analysis, word, text, now, out var why) is not { } next)
            {
                wrong = (word, why);
                return null;
            }
            analysis = next;
        }
        if (analysis.From is { } from && from >= (analysis.Until ?? now))
        {
            wrong = ("since", "begins after the time ends.");
            return null;
        }
        return analysis;
    }

    private static CostAnalysis? With(CostAnalysis analysis, string word, string text, DateTimeOffset now, out string why)
    {
        why = "";
        switch (word)
        {
            case "since" when Time(text, now) is { } since:
                return analysis with { From = since };
            case "until" when Time(text, now) is { } until:
                return analysis with { Until = until };
            case "since" or "until":
                why = $"is a time back from now (24h, 7d, 90m) or a moment (2026-03-01, 2026-03-01T12:00:00Z), not '{text}'.";
                return null;
            case "by":
                return Groups(text, out why) is { } groups ? analysis with { GroupBy = [.. groups] } : null;
            case "currency" when text.Length == 3 && text.All(char.IsAsciiLetter):
                return analysis with { Currency = text.ToUpperInvariant() };
            case "currency":
                why = $"is a code of three letters, such as EUR, not '{text}'.";
                return null;
            case "tz" when TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone):
                return analysis with { Zone = zone };
            case "tz":
                why = $"is a time zone, such as Europe/Berlin, not '{text}'.";
                return null;
            case "project" when text is "month" or "true" or "1":
                return analysis with { IncludeProjections = true };
            case "project":
                why = $"is month, not '{text}'.";
                return null;
        }
        foreach (var group in All)
        {
            if (group != CostGroup.Day && CostReports.NameOf(group) == word)
                return analysis with { Only = analysis.Only.SetItem(group, text) };
        }
        why = $"is none of {string.Join(", ", Names)}.";
        return null;
    }

    private static DateTimeOffset? Time(string text, DateTimeOffset now)
    {
        if (text.Length > 1 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= 100_000)
        {
            TimeSpan? back = text[^1] switch { 'm' => TimeSpan.FromMinutes(count), 'h' => TimeSpan.FromHours(count), 'd' => TimeSpan.FromDays(count), 'w' => TimeSpan.FromDays(7L * count), _ => null };
            if (back is { } time && now - DateTimeOffset.UnixEpoch > time)
                return now - time;
        }
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment) ? moment : null;
    }

    private static List<CostGroup>? Groups(string text, out string why)
    {
        why = "";
        var groups = new List<CostGroup>();
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var known = All.Where(group => CostReports.NameOf(group).Equals(name, StringComparison.OrdinalIgnoreCase)).Take(1).ToList();
            if (known.Count == 0 || groups.Contains(known[0]))
            {
                why = known.Count == 0 ? $"is some of {string.Join(", ", All.Select(CostReports.NameOf))}, not '{name}'." : $"says '{name}' twice.";
                return null;
            }
            groups.AddRange(known);
        }
        return groups;
    }
}
