using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Parley.Configuration;

/// <summary>The prices of one provider. Immutable.</summary>
internal sealed class PriceList
{
    private readonly FrozenDictionary<string, ImmutableArray<PriceRow>> _byName;

    /// <summary>Indexes the rows.</summary>
    /// <param name="rows">The rows, each with the names that it is for.</param>
    public PriceList(IEnumerable<(string Name, PriceRow Row)> rows) =>
        _byName = rows.GroupBy(static named => named.Name, static named => named.Row, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(static group => group.Key, static group => group.OrderByDescending(static row => row.EffectiveFrom).ToImmutableArray(), StringComparer.OrdinalIgnoreCase);

    /// <summary>All rows, and each once.</summary>
    public IEnumerable<PriceRow> Rows => _byName.Values.SelectMany(static rows => rows).Distinct(ReferenceEqualityComparer.Instance).Cast<PriceRow>();

    /// <summary>The names with their rows.</summary>
    public IEnumerable<KeyValuePair<string, ImmutableArray<PriceRow>>> Names => _byName;

    /// <summary>The row of a model on a day; null when there is none. A dated snapshot without a row has that of its model, a name with the maker before a slash that of the name behind it.</summary>
    public PriceRow? Find(string model, DateOnly day)
    {
        foreach (var name in ModelSpelling.Of(model))
        {
            if (!_byName.TryGetValue(name, out var rows))
                continue;
            foreach (var row in rows)
            {
                if (row.HoldsOn(day))
                    return row;
            }
        }
        return null;
    }

    /// <summary>The dearest row of a day; null when there is none.</summary>
    public PriceRow? Highest(DateOnly day) => Rows.Where(row => row.Summary is not null && row.HoldsOn(day)).MaxBy(static row => row.Summary!.Input + row.Summary.Output);
}
