using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of <c>routing.weights</c> and <c>routing.prices</c>.</summary>
internal static class ScoringFields
{
    /// <summary>The names are those of the option and of the document that has them with <c>Weight</c> behind.</summary>
    public static Shape<ScoreWeights> Weights { get; } = new(new FieldList<ScoreWeights>()
        .Add("cost", Kinds.Number(0), (weights, number) => weights with { Cost = number }, "What the request costs there.", aliases: ["costWeight"])
        .Add("latency", Kinds.Number(0), (weights, number) => weights with { Latency = number }, "How soon its first event comes.", aliases: ["latencyWeight"])
        .Add("quality", Kinds.Number(0), (weights, number) => weights with { Quality = number }, "How good its answers are.", aliases: ["qualityWeight"])
        .Add("availability", Kinds.Number(0), (weights, number) => weights with { Availability = number }, "How seldom it fails.", aliases: ["availabilityWeight"])
        .Add("power", Kinds.Number(0), (weights, number) => weights with { Power = number }, "How little power it draws.", aliases: ["powerWeight"]));

    public static Shape<PriceOptions> Prices { get; } = new(new FieldList<PriceOptions>()
        .Add("assumed", Kinds.Amount, (prices, amount) => prices with { Assumed = amount }, "What a million tokens are taken to cost, in US dollars, where nobody knows. Without it such targets come last.")
        .Add("unknown", Kinds.Choice<UnknownPrices>(), (prices, policy) => prices with { Unknown = policy }, "What becomes of targets whose price nobody knows: allow uses them, estimate_high takes them to cost what the dearest model of the provider does, reject leaves them out.")
        .Add("exchange_rates", new ExchangeRatesKind(), (prices, rates) => prices with { ExchangeRates = prices.ExchangeRates.SetItems(rates) }, "What one unit of a currency is worth in US dollars, by its code: EUR."));
}
