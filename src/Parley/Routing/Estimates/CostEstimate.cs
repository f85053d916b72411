using Parley.Configuration;
using Parley.Configuration.Options;

namespace Parley.Routing.Estimates;

/// <summary>What a request will cost at its targets, as far as it can be said before it is sent.</summary>
/// <param name="context">The request.</param>
internal struct CostEstimate(RoutingContext context)
{
    /// <summary>The tokens of an answer where the request sets no limit.</summary>
    private const int UsualOutput = 500;

    private const double Million = 1_000_000;

    private readonly PriceOptions _prices = context.Options.Prices;
    private readonly double? _assumed = (double?)context.Options.Prices.Assumed;
    private readonly double _saving = context.Options.Affinity.Saving;
    private readonly int _input = context.Head.EstimatedInputTokens;

    /// <summary>The limit of a request is seldom reached, so that it says little of the cost beyond the usual length.</summary>
    private readonly int _output = Math.Min(context.Head.MaxTokens ?? UsualOutput, 2 * UsualOutput);

    // A thousand prices are mostly in one currency.
    private string? _currency;
    private double? _rate;

    /// <summary>The cost in US dollars; null when the price is unknown, or in a currency that cannot be compared.</summary>
    public static double? Of(RoutingContext context, Candidate candidate) => new CostEstimate(context).Of(candidate);

    /// <summary>The cost of so many tokens, likewise.</summary>
    public static double? Of(RoutingContext context, Candidate candidate, double input, double output) => new CostEstimate(context).Of(candidate, input, output);

    /// <summary>The cost in US dollars; null when the price is unknown, or in a currency that cannot be compared.</summary>
    public double? Of(Candidate candidate) => Of(candidate, Input(candidate), _output);

    /// <summary>The cost in the price's own currency, where there is no exchange rate for it; null for every other.</summary>
    public double? WithoutRate(Candidate candidate) => candidate.PriceFor(_input) is { } price && RateOf(price) is null ? Amount(price, Input(candidate), _output) : null;

    /// <summary>What is assumed stands for a price that nobody knows, never for a known one.</summary>
    private double? Of(Candidate candidate, double input, double output) => candidate.PriceFor(_input) is { } price
        ? Amount(price, input, output) * RateOf(price)
        : _assumed * (input + output) / Million;

    private readonly double Input(Candidate candidate) => candidate.WarmTokens == 0 ? _input : _input - (Math.Min(candidate.WarmTokens, _input) * _saving);

    private static double Amount(TokenPrice price, double input, double output) => ((price.InputRate * input) + (price.OutputRate * output)) / Million + price.CallRate;

    private double? RateOf(TokenPrice price)
    {
        if (price.IsFree)
            return 1;
        if (price.Currency != _currency)
            (_currency, _rate) = (price.Currency, _prices.RateOf(price.Currency));
        return _rate;
    }
}
