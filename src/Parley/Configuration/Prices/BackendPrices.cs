using System.Collections.Concurrent;
using System.Collections.Immutable;
using Parley.Configuration.Options;

namespace Parley.Configuration;

/// <summary>What is known of the prices of a backend's models: what the operator says, then that its hardware is one's own, then the book. What its server's list says comes in between, and is known elsewhere. Thread-safe.</summary>
internal sealed class BackendPrices
{
    private const string OwnHardware = "own hardware";

    /// <summary>The most models of which the prices are kept: callers may name any.</summary>
    private const int MostKept = 1000;

    private readonly ConcurrentDictionary<string, Priced> _kept = new(StringComparer.Ordinal);

    /// <summary>Nothing is known.</summary>
    public static BackendPrices None { get; } = new();

    /// <summary>The rows of the operator, the first that fits counts.</summary>
    public ImmutableArray<PriceEntry> Said { get; init; } = [];

    /// <summary>Whether nothing is paid for its tokens.</summary>
    public bool IsOwnHardware { get; init; }

    /// <summary>The book.</summary>
    public PriceBook Book { get; init; } = PriceBook.BuiltIn;

    /// <summary>The providers in the book whose prices are its own; none where it is unknown who it is.</summary>
    public ImmutableArray<string> Providers { get; init; } = [];

    /// <summary>What becomes of models whose price nobody knows.</summary>
    public UnknownPrices Unknown { get; init; }

    /// <summary>What is known of a model on a day. Kept for the day, for targets that are made anew for each request.</summary>
    public Priced Of(Backend backend, string model, DateOnly day)
    {
        if (_kept.TryGetValue(model, out var known) && known.Day == day)
            return known;
        var found = Find(backend, model, day);
        // This one is of no backend in particular.
        if (ReferenceEquals(this, None))
            return found;
        if (_kept.Count >= MostKept)
            _kept.Clear();
        return _kept[model] = found;
    }

    private Priced Find(Backend backend, string model, DateOnly day)
    {
        var facts = FromBook(model, day);
        return new Priced(day, Own(backend, model, day) ?? facts ?? Estimate(backend, model, day), facts);
    }

    /// <summary>Whether the same is known of the prices of two backends.</summary>
    public bool SameAs(BackendPrices other) =>
        IsOwnHardware == other.IsOwnHardware && Unknown == other.Unknown && Providers.SequenceEqual(other.Providers) && Said.Select(VersionOf).SequenceEqual(other.Said.Select(VersionOf));

    private static string VersionOf(PriceEntry entry) => entry.Row(entry.Model.Pattern, Defaults).Version;

    private PriceRow? Own(Backend backend, string model, DateOnly day)
    {
        if (backend.Price is { } price)
            return PriceRow.Of(price, $"{backend.Id}/{model}", PriceOrigin.Operator, "cost_per_token");
        foreach (var entry in Said)
        {
            if (entry.IsFor(backend.Id, model) && entry.Row($"{backend.Id}/{model}", Defaults) with { Origin = PriceOrigin.Operator } is var row && row.HoldsOn(day))
                return row;
        }
        return IsOwnHardware ? PriceRow.Of(new TokenPrice(0, 0, "USD"), $"{backend.Id}/{model}", PriceOrigin.OwnHardware, OwnHardware) : null;
    }

    private static PriceEntry Defaults { get; } = new() { Source = "prices" };

    private PriceRow? FromBook(string model, DateOnly day)
    {
        foreach (var provider in Providers)
        {
            if (Book.Find(provider, model, day) is { } row)
                return row;
        }
        return null;
    }

    private PriceRow? Estimate(Backend backend, string model, DateOnly day)
    {
        if (Unknown != UnknownPrices.EstimateHigh)
            return null;
        var highest = Providers.Select(provider => Book.Highest(provider, day)).FirstOrDefault(static row => row is not null) ?? Book.Highest(day);
        return highest is null ? null : PriceRow.Complete(highest with { Id = $"{backend.Id}/{model}", Origin = PriceOrigin.Estimate, Source = $"the price of {highest.Id}, as the dearest that is known" });
    }
}

/// <summary>What is known of the price of a target on a day.</summary>
/// <param name="Day">The day.</param>
/// <param name="Row">The price; null when it is unknown.</param>
/// <param name="Facts">What the book says of the model, whoever says the price; null for nothing.</param>
internal sealed record Priced(DateOnly Day, PriceRow? Row, PriceRow? Facts);
