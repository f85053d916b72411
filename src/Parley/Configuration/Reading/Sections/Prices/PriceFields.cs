using Parley.Configuration.Options;

namespace Parley.Configuration.Reading;

/// <summary>The fields of a row of prices: of an entry of <c>prices</c>, and of the files of <c>catalog/models</c>.</summary>
internal static class PriceFields
{
    private static readonly ValueKind<DateOnly> Day = new DateKind();

    private static readonly Shape<PriceTier> Tier = new(new FieldList<PriceTier>()
        .Add("above", Kinds.WholeLong(0), (tier, number) => tier with { AboveInputTokens = number }, "It holds for prompts of more tokens than this, cached ones included.", required: true)
        .AddRates(tier => tier.Rates, (tier, rates) => tier with { Rates = rates }));

    private static readonly ValueKind<System.Collections.Immutable.ImmutableArray<PriceTier>> Tiers = Kinds.ListOf(Kinds.Group(Tier, static _ => new PriceTier(0, Rates.None)));

    private static readonly Shape<ServiceEntry> Service = new(new FieldList<ServiceEntry>()
        .Add("share", Kinds.Amount, (entry, amount) => entry with { Share = amount }, "The share of the usual rates for tokens: 0.5 is half.")
        .AddRates(entry => entry.Rates, (entry, rates) => entry with { Rates = rates })
        .Add("tiers", Tiers, (entry, list) => entry with { Tiers = list }, "The rates of long prompts."));

    /// <summary>A row.</summary>
    public static Shape<PriceEntry> Entry { get; } = new(Common(new FieldList<PriceEntry>()
        .Add("model", new MappedKind<string, Glob>(Kinds.Text, static text => new Glob(text)), (entry, glob) => entry with { Model = glob }, "The model as the provider names it; in a configuration also backend/model, with * for any text.", required: true)
        .Add("names", Kinds.Texts, (entry, list) => entry with { Names = list }, "Further names of the model.")
        .Add("from", Day, (entry, day) => entry with { From = day }, "The first day on which it holds. Without it, all days.")
        .Add("to", Day, (entry, day) => entry with { To = day }, "The last day on which it holds.")
        .AddRates(entry => entry.Rates, (entry, rates) => entry with { Rates = rates })
        .Add("tiers", Tiers, (entry, list) => entry with { Tiers = list }, "The rates of long prompts, which hold for all tokens of such a request.")
        .Add("context_window", Kinds.WholeLong(1), (entry, number) => entry with { ContextWindow = number }, "The tokens that fit into the model.")
        .Add("max_output", Kinds.WholeLong(1), (entry, number) => entry with { MaxOutput = number }, "The most tokens of an answer.")
        .Add("abilities", Kinds.Texts, (entry, list) => entry with { Abilities = list }, "What the model can do: tools, vision, audio, json_schema, reasoning.")
        .Add("estimate", Kinds.Flag, (entry, flag) => entry with { IsApproximate = flag }, "True where the price depends on what nobody tells, as the hour of the day: costs by it are marked as estimates.")));

    /// <summary>A file of the catalog.</summary>
    public static Shape<PriceFile> File { get; } = new(new FieldList<PriceFile>()
        .Add("$schema", Kinds.Text, (file, _) => file, "The schema of this file, for editors.")
        .Group("defaults", new Shape<PriceEntry>(Common(new FieldList<PriceEntry>())), file => file.Defaults, (file, entry) => file with { Defaults = entry }, "What holds for all rows that say nothing else.")
        .Add("rows", Kinds.ListOf(Kinds.Group(Entry, static node => new PriceEntry { Node = node })), (file, list) => file with { Rows = list }, "What each model costs. Several rows of one model are for different times.", required: true));

    private static FieldList<PriceEntry> Common(FieldList<PriceEntry> fields) => fields
        .Add("currency", Kinds.Text, (entry, text) => entry with { Currency = text }, "The currency, as USD or EUR. Without it USD.")
        .Group("batch", Service, entry => entry.Batch ?? new ServiceEntry(), (entry, service) => entry with { Batch = service }, "What a batch costs.")
        .Group("flex", Service, entry => entry.Flex ?? new ServiceEntry(), (entry, service) => entry with { Flex = service }, "What requests cost that may wait.")
        .Group("priority", Service, entry => entry.Priority ?? new ServiceEntry(), (entry, service) => entry with { Priority = service }, "What requests cost that come before others.")
        .Add("source", Kinds.Text, (entry, text) => entry with { Source = text }, "Where the figures are from.")
        .Add("checked", Day, (entry, day) => entry with { Checked = day }, "When they were compared with it.");

    private static FieldList<T> AddRates<T>(this FieldList<T> fields, Func<T, Rates> get, Func<T, Rates, T> set)
    {
        return fields
            .Add("input", Kinds.Amount, With(static (rates, amount) => rates with { Input = amount }), "A million tokens of the prompt.")
            .Add("cache_read", Kinds.Amount, With(static (rates, amount) => rates with { CacheRead = amount }), "A million that came out of the provider's cache. Without it as input.")
            .Add("cache_write_5m", Kinds.Amount, With(static (rates, amount) => rates with { CacheWrite5m = amount }), "A million written to its cache for five minutes. Without it as input.")
            .Add("cache_write_1h", Kinds.Amount, With(static (rates, amount) => rates with { CacheWrite1h = amount }), "A million written to its cache for an hour. Without it as for five minutes.")
            .Add("audio_input", Kinds.Amount, With(static (rates, amount) => rates with { AudioInput = amount }), "A million tokens of sound in the prompt. Without it as input.")
            .Add("image_input", Kinds.Amount, With(static (rates, amount) => rates with { ImageInput = amount }), "A million tokens of images in the prompt. Without it as input.")
            .Add("output", Kinds.Amount, With(static (rates, amount) => rates with { Output = amount }), "A million tokens of the answer.")
            .Add("reasoning", Kinds.Amount, With(static (rates, amount) => rates with { Reasoning = amount }), "A million tokens of thoughts. Without it as output.")
            .Add("audio_output", Kinds.Amount, With(static (rates, amount) => rates with { AudioOutput = amount }), "A million tokens of sound in the answer. Without it as output.")
            .Add("per_call", Kinds.Amount, With(static (rates, amount) => rates with { PerCall = amount }), "One call, besides its tokens.")
            .Add("per_search", Kinds.Amount, With(static (rates, amount) => rates with { PerSearch = amount }), "One search that the provider makes for a call.");

        Func<T, decimal, T> With(Func<Rates, decimal, Rates> change) => (owner, amount) => set(owner, change(get(owner), amount));
    }
}
