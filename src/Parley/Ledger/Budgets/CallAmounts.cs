using Parley.Configuration;
using Parley.Configuration.Options;

namespace Parley.Ledger.Budgets;

/// <summary>What a call uses, expected or done, in all measures.</summary>
/// <param name="Input">Tokens read.</param>
/// <param name="Output">Tokens written, as limits of tokens count them.</param>
internal readonly record struct CallAmounts(long Input, long Output)
{
    /// <summary>What a sensor says beyond this is nonsense.</summary>
    private const double MostWattHours = 1e12;

    /// <summary>The tokens written that the cost is for; before a call as many as there may be.</summary>
    public long PaidOutput { get; init; }

    /// <summary>What it costs; null when nobody knows, which is not free.</summary>
    public Money? Cost { get; init; }

    /// <summary>The energy in watt-hours; null when nobody knows.</summary>
    public double? WattHours { get; init; }

    /// <summary>What currencies are worth.</summary>
    public required PriceOptions Prices { get; init; }

    /// <summary>What counts against a limit; null when nobody can tell.</summary>
    public decimal? Of(BudgetRule rule) => rule.Measure switch
    {
        BudgetMeasure.Tokens => Input + Output,
        // Nothing is the same in every currency.
        BudgetMeasure.Money => Cost is { Amount: 0 } ? 0 : Cost?.Amount * Rate(Prices, rule.Currency!, Cost?.Currency),
        BudgetMeasure.WattHours => WattHours is >= 0 and < MostWattHours ? (decimal?)WattHours : null,
        _ => 1,
    };

    /// <summary>What one unit of a currency is worth in another; null when nobody says.</summary>
    public static decimal? Rate(PriceOptions prices, string wanted, string? from)
    {
        if (wanted == from)
            return 1;
        return from is null ? null : Dollars(prices, from) / (Dollars(prices, wanted) is { } own and not 0 ? own : null);
    }

    private static decimal? Dollars(PriceOptions prices, string currency) => currency == "USD" ? 1 : prices.ExchangeRates.TryGetValue(currency, out var rate) ? rate : null;
}
