using System.Collections.Immutable;

namespace Parley.Configuration.Options;

/// <summary>How prices are compared.</summary>
public sealed record PriceOptions
{
    /// <summary>What a million tokens are taken to cost, in US dollars, at a target whose price nobody knows; null puts such targets behind all others.</summary>
    public decimal? Assumed { get; init; }

    /// <summary>What one unit of a currency is worth in US dollars, by its code (<c>EUR</c>). A price in a currency that is not here, and is not the dollar, counts as unknown.</summary>
    public ImmutableDictionary<string, decimal> ExchangeRates { get; init; } = ImmutableDictionary.Create<string, decimal>(StringComparer.OrdinalIgnoreCase);
}
