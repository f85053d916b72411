using System.Collections.Immutable;

namespace Parley.Configuration.Options;

/// <summary>A row of prices as it is written: an entry of <c>prices</c>, or of a file of the catalog. Null is what was not said.</summary>
public sealed record PriceEntry
{
    private const string Dollar = "USD";

    /// <summary>The model that it is for; in a configuration a pattern, also of <c>backend/model</c>.</summary>
    public Glob Model { get; init; }

    /// <summary>Further names of the model.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    /// <summary>The currency.</summary>
    public string? Currency { get; init; }

    /// <summary>The first day.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last day.</summary>
    public DateOnly? To { get; init; }

    /// <summary>The usual rates.</summary>
    public Rates Rates { get; init; } = Rates.None;

    /// <summary>Those of long prompts.</summary>
    public ImmutableArray<PriceTier> Tiers { get; init; } = [];

    /// <summary>What a batch costs.</summary>
    public ServiceEntry? Batch { get; init; }

    /// <summary>What requests cost that may wait.</summary>
    public ServiceEntry? Flex { get; init; }

    /// <summary>What requests cost that come before others.</summary>
    public ServiceEntry? Priority { get; init; }

    /// <summary>The tokens that fit into the model.</summary>
    public long? ContextWindow { get; init; }

    /// <summary>The most tokens of an answer.</summary>
    public long? MaxOutput { get; init; }

    /// <summary>What the model can do.</summary>
    public ImmutableArray<string> Abilities { get; init; } = [];

    /// <summary>Whether the price depends on what nobody tells.</summary>
    public bool IsApproximate { get; init; }

    /// <summary>Where the figures are from.</summary>
    public string? Source { get; init; }

    /// <summary>When they were compared with it.</summary>
    public DateOnly? Checked { get; init; }

    /// <summary>The entry in the file; null for options made in code.</summary>
    internal Reading.ConfigMap? Node { get; init; }

    /// <summary>Whether it says what anything costs.</summary>
    internal bool SaysPrice => Rates.IsSaid;

    /// <summary>Whether it is for a model of a backend.</summary>
    internal bool IsFor(string backend, string model) => Model.Matches(model) || Model.Matches($"{backend}/{model}") || Names.Contains(model, StringComparer.OrdinalIgnoreCase);

    /// <summary>The row, with what its file says of all rows.</summary>
    internal PriceRow Row(string id, PriceEntry defaults) => PriceRow.Complete(new PriceRow
    {
        Id = id,
        Currency = (Currency ?? defaults.Currency ?? Dollar).ToUpperInvariant(),
        EffectiveFrom = From ?? DateOnly.MinValue,
        EffectiveTo = To,
        Rates = Rates,
        Tiers = ServiceEntry.Whole(Tiers, Rates),
        Batch = (Batch ?? defaults.Batch)?.Price(this),
        Flex = (Flex ?? defaults.Flex)?.Price(this),
        Priority = (Priority ?? defaults.Priority)?.Price(this),
        ContextWindow = ContextWindow,
        MaxOutput = MaxOutput,
        Abilities = Abilities,
        IsApproximate = IsApproximate,
        Source = Source ?? defaults.Source ?? "",
        Checked = Checked ?? defaults.Checked,
    });
}

/// <summary>What a service tier costs: a share of the usual rates, or rates of its own.</summary>
public sealed record ServiceEntry
{
    /// <summary>The share of the usual rates for tokens; null where there are other rates.</summary>
    public decimal? Share { get; init; }

    /// <summary>Its own rates.</summary>
    public Rates Rates { get; init; } = Rates.None;

    /// <summary>Those of long prompts.</summary>
    public ImmutableArray<PriceTier> Tiers { get; init; } = [];

    internal ServicePrice Price(PriceEntry entry)
    {
        var share = Share ?? 1;
        var rates = Rates.Over(entry.Rates.Times(share));
        var tiers = Tiers.IsEmpty ? [.. Whole(entry.Tiers, entry.Rates).Select(tier => tier with { Rates = tier.Rates.Times(share) })] : Whole(Tiers, rates);
        return new ServicePrice(rates) { Tiers = tiers };
    }

    /// <summary>Tiers in their order, each with the rates that it leaves as they are.</summary>
    internal static ImmutableArray<PriceTier> Whole(ImmutableArray<PriceTier> tiers, Rates rates) =>
        [.. tiers.OrderBy(static tier => tier.AboveInputTokens).Select(tier => tier with { Rates = tier.Rates.Over(rates) })];
}
