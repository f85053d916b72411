using System.Collections.Immutable;
using Parley.Configuration;
using Parley.Ledger;

namespace Parley.Management.Costs;

/// <summary>What is asked of the ledger: which time, grouped how, of whom.</summary>
public sealed record CostAnalysis
{
    /// <summary>The beginning; null for <see cref="Timeframe"/> before the end.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The end; null for now.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>How long a time, where no beginning is said.</summary>
    public TimeSpan Timeframe { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How to group, the outermost first; one group of all when empty.</summary>
    public ImmutableArray<CostGroup> GroupBy { get; init; } = [CostGroup.Backend];

    /// <summary>Only what belongs to these; empty for all.</summary>
    public ImmutableDictionary<CostGroup, string> Only { get; init; } = ImmutableDictionary<CostGroup, string>.Empty;

    /// <summary>The currency that all are converted to, by the configured rates; null to keep them apart.</summary>
    public string? Currency { get; init; }

    /// <summary>Where days begin.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Whether the month is projected.</summary>
    public bool IncludeProjections { get; init; }

    /// <summary>When the time begins.</summary>
    /// <param name="now">The end of the time, where none is said.</param>
    internal DateTimeOffset Start(DateTimeOffset now) => From ?? (Until ?? now) - Timeframe;

    /// <summary>The same of one key alone; not of an earlier one that had its name.</summary>
    internal CostAnalysis OfKey(CallerKey key, DateTimeOffset now) => this with
    {
        From = key.Created > Start(now) ? key.Created : Start(now),
        Only = Only.SetItem(CostGroup.Key, key.Name),
    };
}
