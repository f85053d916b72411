using System.Collections.Immutable;

namespace Parley.Ledger;

/// <summary>What entries can be grouped by.</summary>
public enum CostGroup
{
    /// <summary>The backend.</summary>
    Backend,

    /// <summary>The model that was asked in the end.</summary>
    Model,

    /// <summary>The caller's key.</summary>
    Key,

    /// <summary>The key's team.</summary>
    Team,

    /// <summary>Each tag; an entry with two counts in both groups.</summary>
    Tag,

    /// <summary>The day, in the time zone that is asked for.</summary>
    Day,

    /// <summary>The session.</summary>
    Session,
}

/// <summary>A question to the ledger.</summary>
/// <param name="From">Entries that ended at this time or later.</param>
/// <param name="Until">Entries that ended before this time.</param>
public sealed record CostQuestion(DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>How to group, the outermost first; one group of all when empty.</summary>
    public ImmutableArray<CostGroup> By { get; init; } = [];

    /// <summary>Only entries with one of these values; empty for all.</summary>
    public ImmutableDictionary<CostGroup, string> Only { get; init; } = ImmutableDictionary<CostGroup, string>.Empty;

    /// <summary>The time zone of days.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;
}

/// <summary>One group of entries, in one currency.</summary>
public sealed record CostRow
{
    /// <summary>The values of the groups, in the order of the question; null where entries have none.</summary>
    public ImmutableArray<string?> Group { get; init; } = [];

    /// <summary>The currency; null for entries whose cost is unknown.</summary>
    public string? Currency { get; init; }

    /// <summary>The cost, exact to a trillionth.</summary>
    public decimal Amount { get; init; }

    /// <summary>What providers' caches saved, in the currency.</summary>
    public decimal SavedByCache { get; init; }

    /// <summary>What own hardware saved, in US dollars.</summary>
    public decimal SavedLocally { get; init; }

    /// <summary>How many requests were answered or ended with it.</summary>
    public long Requests { get; init; }

    /// <summary>How many calls were made.</summary>
    public long Attempts { get; init; }

    /// <summary>How many of them failed.</summary>
    public long Failures { get; init; }

    /// <summary>Of how many the cost is not known.</summary>
    public long Unpriced { get; init; }

    /// <summary>Of how many tokens were estimated.</summary>
    public long Estimated { get; init; }

    /// <summary>Tokens read that no cache served.</summary>
    public long InputTokens { get; init; }

    /// <summary>Tokens read from a provider's cache.</summary>
    public long CacheReadTokens { get; init; }

    /// <summary>Tokens written to a provider's cache.</summary>
    public long CacheWriteTokens { get; init; }

    /// <summary>Tokens written.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Calls on the operator's own hardware.</summary>
    public long LocalAttempts { get; init; }

    /// <summary>The energy in watt-hours, as far as it is known.</summary>
    public double WattHours { get; init; }
}
