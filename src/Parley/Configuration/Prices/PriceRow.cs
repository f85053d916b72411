using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Parley.Dialects.Conversation;

namespace Parley.Configuration;

/// <summary>Who says a price.</summary>
public enum PriceOrigin
{
    /// <summary>The book of prices that Parley ships with.</summary>
    Book,

    /// <summary>The operator, by <c>cost_per_token</c> or <c>prices</c>.</summary>
    Operator,

    /// <summary>The provider's own list of models.</summary>
    ProviderList,

    /// <summary>Nobody: it runs on hardware of one's own, and no token of it is paid for.</summary>
    OwnHardware,

    /// <summary>Nobody: the highest price that is known of the provider stands for it.</summary>
    Estimate,
}

/// <summary>What a model costs from one day to another, and what else the book knows of it. Immutable.</summary>
public sealed record PriceRow
{
    /// <summary>The provider and the model, as <c>provider/model</c>.</summary>
    public required string Id { get; init; }

    /// <summary>A short fingerprint of its figures: it changes when a figure does, and only then.</summary>
    public string Version { get; init; } = "";

    /// <summary>ISO 4217, upper case.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>The first day on which it holds; the first of all days where nobody says it.</summary>
    public DateOnly EffectiveFrom { get; init; }

    /// <summary>The last day on which it holds; null while it does.</summary>
    public DateOnly? EffectiveTo { get; init; }

    /// <summary>The usual rates.</summary>
    public required Rates Rates { get; init; }

    /// <summary>Those of long prompts, the shortest first.</summary>
    public ImmutableArray<PriceTier> Tiers { get; init; } = [];

    /// <summary>What a batch costs; null when nobody says it.</summary>
    public ServicePrice? Batch { get; init; }

    /// <summary>What requests cost that may wait; null when nobody says it.</summary>
    public ServicePrice? Flex { get; init; }

    /// <summary>What requests cost that come before others; null when nobody says it.</summary>
    public ServicePrice? Priority { get; init; }

    /// <summary>The tokens of prompt and answer together, or of the prompt where the maker says that; null when unknown.</summary>
    public long? ContextWindow { get; init; }

    /// <summary>The most tokens of an answer; null when unknown.</summary>
    public long? MaxOutput { get; init; }

    /// <summary>What the model can do: <c>tools</c>, <c>vision</c>, <c>reasoning</c>; empty when nobody says it.</summary>
    public ImmutableArray<string> Abilities { get; init; } = [];

    /// <summary>Where the figures are from: an address, or the key of the configuration.</summary>
    public string Source { get; init; } = "";

    /// <summary>When they were compared with the source; null where there is nothing to compare.</summary>
    public DateOnly? Checked { get; init; }

    /// <summary>True where the price depends on what nobody tells, as the hour of the day or the size of a search: the highest is taken, and costs are estimates.</summary>
    public bool IsApproximate { get; init; }

    /// <summary>Who says it.</summary>
    public PriceOrigin Origin { get; init; }

    /// <summary>The rates that routing compares; null where there are none.</summary>
    internal TokenPrice? Summary { get; init; }

    /// <summary>A row of two rates, for prices that have no more.</summary>
    internal static PriceRow Of(TokenPrice price, string id, PriceOrigin origin, string source) =>
        Complete(new PriceRow { Id = id, Currency = price.Currency, Rates = new Rates { Input = price.Input, Output = price.Output, PerCall = price.PerCall }, Origin = origin, Source = source });

    /// <summary>A row with what follows of its figures.</summary>
    internal static PriceRow Complete(PriceRow row) => row with
    {
        Summary = row.Rates.Summary(row.Currency),
        Tiers = [.. row.Tiers.Select(tier => tier with { Summary = tier.Rates.Summary(row.Currency) })],
        Version = PriceVersion.Of(row),
    };

    /// <summary>Whether it holds on a day.</summary>
    public bool HoldsOn(DateOnly day) => day >= EffectiveFrom && (EffectiveTo is not { } last || day <= last);

    /// <summary>
    /// What a call cost. Null when the provider did not say what it used. A prompt longer than a tier's bound is charged by that tier as a whole.
    /// Under a service tier whose price nobody says the usual rates are taken, and the cost is an estimate.
    /// </summary>
    /// <param name="usage">What it used, and under which tier it was served.</param>
    public Cost? CostOf(Usage usage)
    {
        if (!usage.IsKnown && (Rates.Input is not null || Rates.Output is not null))
            return null;
        var (rates, tiers, isEstimated) = ServedAs(usage.ServiceTier);
        rates = Tier(tiers, usage.TotalInput)?.Rates ?? rates;
        Lines room = default;
        var reckoning = new CostReckoning(room);
        reckoning.Take(rates, usage);
        reckoning.Take(CostBuckets.PerCall, 1, rates.PerCall);
        reckoning.Take(CostBuckets.PerSearch, usage.Searches, rates.PerSearch);
        return reckoning.Sum(this, isEstimated || IsApproximate || Origin == PriceOrigin.Estimate || (usage.Searches > 0 && rates.PerSearch is null));
    }

    /// <summary>The rates that routing compares for a prompt of so many tokens.</summary>
    internal TokenPrice? SummaryOf(long inputTokens) => Tiers.IsEmpty ? Summary : Tier(Tiers, inputTokens)?.Summary ?? Summary;

    private (Rates Rates, ImmutableArray<PriceTier> Tiers, bool IsEstimated) ServedAs(ServiceTier serviceTier)
    {
        var service = serviceTier switch
        {
            ServiceTier.Batch => Batch,
            ServiceTier.Flex => Flex,
            ServiceTier.Priority => Priority,
            _ => null,
        };
        return service is null ? (Rates, Tiers, serviceTier is not (ServiceTier.Unknown or ServiceTier.Standard)) : (service.Rates, service.Tiers, false);
    }

    private static PriceTier? Tier(ImmutableArray<PriceTier> tiers, long input)
    {
        for (var i = tiers.Length - 1; i >= 0; i--)
        {
            if (input > tiers[i].AboveInputTokens)
                return tiers[i];
        }
        return null;
    }

    [InlineArray(CostReckoning.MostLines)]
    private struct Lines
    {
        private CostLine? _first;
    }
}
