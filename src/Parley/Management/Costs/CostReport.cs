using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Parley.Management.Costs;

/// <summary>What calls cost in a time.</summary>
public sealed record CostReport
{
    /// <summary>The beginning.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The end, which is not part of it.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>What the groups are named by, in order: <c>backend</c>, <c>day</c>.</summary>
    public required ImmutableArray<string> GroupBy { get; init; }

    /// <summary>All together. Tags overlap, so that their groups may come to more.</summary>
    public required CostSum Total { get; init; }

    /// <summary>The groups, the dearest first; days in their order.</summary>
    public required ImmutableArray<CostGroupSum> Groups { get; init; }

    /// <summary>The month, as it is to be expected; one for each currency.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ImmutableArray<CostProjection> Projections { get; init; }
}

/// <summary>One group.</summary>
/// <param name="Name">What it is named by, in the order of the report; null where calls have none.</param>
/// <param name="Sum">What it comes to.</param>
public sealed record CostGroupSum(ImmutableArray<string?> Name, CostSum Sum);

/// <summary>What calls come to.</summary>
public sealed record CostSum
{
    /// <summary>The cost by currency; what is unknown is in none.</summary>
    public required ImmutableSortedDictionary<string, decimal> Cost { get; init; }

    /// <summary>What providers' caches saved against the same tokens uncached, by currency.</summary>
    public required ImmutableSortedDictionary<string, decimal> SavedByCache { get; init; }

    /// <summary>What hardware of one's own saved against the next best remote target that could have been asked, in US dollars.</summary>
    public decimal SavedLocallyUsd { get; init; }

    /// <summary>Requests.</summary>
    public long Requests { get; init; }

    /// <summary>Calls that were made for them.</summary>
    public long Attempts { get; init; }

    /// <summary>Calls that failed.</summary>
    public long Failures { get; init; }

    /// <summary>Calls whose cost nobody knows; they are not free.</summary>
    public long Unpriced { get; init; }

    /// <summary>Calls whose tokens were estimated.</summary>
    public long Estimated { get; init; }

    /// <summary>Calls on hardware of one's own.</summary>
    public long Local { get; init; }

    /// <summary>Tokens read that no cache served.</summary>
    public long InputTokens { get; init; }

    /// <summary>Tokens read from providers' caches.</summary>
    public long CacheReadTokens { get; init; }

    /// <summary>Tokens written to providers' caches.</summary>
    public long CacheWriteTokens { get; init; }

    /// <summary>Tokens written.</summary>
    public long OutputTokens { get; init; }

    /// <summary>The energy in watt-hours, as far as it is known.</summary>
    public double EnergyWh { get; init; }

    /// <summary>All tokens.</summary>
    [JsonIgnore]
    public long Tokens => InputTokens + CacheReadTokens + CacheWriteTokens + OutputTokens;
}

/// <summary>A month of thirty days, as it is to be expected.</summary>
/// <param name="Currency">The currency.</param>
/// <param name="Monthly">Thirty times the mean of a day in the time that was asked for.</param>
public sealed record CostProjection(string Currency, decimal Monthly)
{
    /// <summary>The next thirty days, if it goes on as the line through the whole days says; null with fewer than three of them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? Trend { get; init; }

    /// <summary>The low end of the band in which nineteen of twenty months are to be expected.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? TrendLow { get; init; }

    /// <summary>Its high end.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? TrendHigh { get; init; }
}
