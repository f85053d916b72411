using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Parley.Configuration;

/// <summary>What the models of all providers cost, day by day. What is not in it is unknown, not free. Thread-safe.</summary>
public sealed class PriceBook
{
    private readonly ConcurrentDictionary<string, PriceList?> _lists = new(StringComparer.OrdinalIgnoreCase);
    private readonly Func<string, PriceList?> _read;

    private PriceBook(IEnumerable<string> providers, Func<string, PriceList?> read) => (Providers, _read) = ([.. providers], read);

    /// <summary>The book that Parley ships with. The prices of a provider are read when they are first asked for.</summary>
    public static PriceBook BuiltIn { get; } = new(PriceFiles.Providers, PriceFiles.Read);

    /// <summary>The providers of which there are prices.</summary>
    public ImmutableArray<string> Providers { get; }

    /// <summary>A book of one's own.</summary>
    /// <param name="rows">The rows, each by its <see cref="PriceRow.Id"/>.</param>
    public static PriceBook Of(IEnumerable<PriceRow> rows)
    {
        var lists = rows.Select(PriceRow.Complete).GroupBy(static row => row.Id[..row.Id.IndexOf('/')], StringComparer.OrdinalIgnoreCase)
            .ToDictionary(static group => group.Key, static group => new PriceList(group.Select(static row => (row.Id[(row.Id.IndexOf('/') + 1)..], row))), StringComparer.OrdinalIgnoreCase);
        return new PriceBook(lists.Keys, lists.GetValueOrDefault);
    }

    /// <summary>The price of a model on a day; null when it is unknown.</summary>
    /// <param name="providerType">The provider, as the catalog names it.</param>
    /// <param name="model">The model, as the provider names it; case does not matter.</param>
    /// <param name="day">The day.</param>
    public PriceRow? Find(string providerType, string model, DateOnly day) => ListOf(providerType)?.Find(model, day);

    /// <summary>The dearest row of a provider on a day, by input and output together; null when the provider has none.</summary>
    public PriceRow? Highest(string providerType, DateOnly day) => ListOf(providerType)?.Highest(day);

    /// <summary>The dearest row of the whole book on a day.</summary>
    public PriceRow? Highest(DateOnly day) =>
        Providers.Select(provider => Highest(provider, day)).Where(static row => row is not null).MaxBy(static row => row!.Summary!.Input + row.Summary.Output);

    /// <summary>All rows of a provider.</summary>
    public IEnumerable<PriceRow> RowsOf(string providerType) => ListOf(providerType)?.Rows ?? [];

    internal PriceList? ListOf(string provider) => _lists.GetOrAdd(provider, _read);
}
