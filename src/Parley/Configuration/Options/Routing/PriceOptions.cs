using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Parley.Configuration.Options;

/// <summary>How prices are compared.</summary>
public sealed record PriceOptions
{
    private readonly FrozenDictionary<string, double> _rates = FrozenDictionary<string, double>.Empty;

    /// <summary>What a million tokens are taken to cost, in US dollars, at a target whose price nobody knows; null puts such targets behind all others.</summary>
    public decimal? Assumed { get; init; }

    /// <summary>What becomes of targets whose price nobody knows.</summary>
    public UnknownPrices Unknown { get; init; }

    /// <summary>What one unit of a currency is worth in US dollars, by its code (<c>EUR</c>). A price in a currency that is not here, and is not the dollar, cannot be compared, and nothing is assumed for it.</summary>
    public ImmutableDictionary<string, decimal> ExchangeRates
    {
        get;
        init
        {
            field = value;
            _rates = value.ToFrozenDictionary(static rate => rate.Key, static rate => (double)rate.Value, StringComparer.OrdinalIgnoreCase);
        }
    } = ImmutableDictionary.Create<string, decimal>(StringComparer.OrdinalIgnoreCase);

    /// <summary>What one unit of a currency is worth in US dollars; null when nobody says.</summary>
    internal double? RateOf(string currency) => currency == "USD" ? 1 : _rates.TryGetValue(currency, out var rate) ? rate : null;
}
