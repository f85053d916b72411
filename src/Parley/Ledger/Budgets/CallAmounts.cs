using Parley.Configuration;
using Parley.Configuration.Options;

namespace Parley.Ledger.Budgets;

/// <summary>What a call uses, expected or done, in all measures.</summary>
/// <param name="Input">Tokens read.</param>
/// <param name="Output">Tokens written.</param>
internal readonly record struct CallAmounts(long Input, long Output)
{
    private const decimal Million = 1_000_000;

    /// <summary>What a million tokens cost; null when nobody knows, which is not free.</summary>
    public TokenPrice? Price { get; init; }

    /// <summary>The energy in watt-hours; null when nobody knows.</summary>
    public double? WattHours { get; init; }

    /// <summary>What currencies are worth, and what is assumed of unknown prices.</summary>
    public required PriceOptions Prices { get; init; }

    /// <summary>What counts against a limit; null when nobody can tell.</summary>
    public decimal? Of(BudgetRule rule) => rule.Measure switch
    {
        BudgetMeasure.Tokens => Input + Output,
        BudgetMeasure.Money => MoneyIn(rule),
        BudgetMeasure.WattHours => (decimal?)WattHours,
        _ => 1,
    };

    private decimal? MoneyIn(BudgetRule rule)
    {
        if (Price is { IsFree: true })
            return 0;
        if (Price is { } price && RateTo(rule.Currency!, price.Currency) is { } rate)
            return ((price.Input * Input) + (price.Output * Output)) / Million * rate;
        return Price is null && rule.UnknownPrice == UnknownPricePolicy.EstimateHigh && Prices.Assumed is { } assumed
            ? assumed * (Input + Output) / Million * RateTo(rule.Currency!, "USD")
            : null;
    }

    /// <summary>What one unit of a currency is worth in another; null when nobody says.</summary>
    private decimal? RateTo(string wanted, string from)
    {
        if (wanted == from)
            return 1;
        return Dollars(from) / (Dollars(wanted) is { } own and not 0 ? own : null);
    }

    private decimal? Dollars(string currency) => currency == "USD" ? 1 : Prices.ExchangeRates.TryGetValue(currency, out var rate) ? rate : null;
}
