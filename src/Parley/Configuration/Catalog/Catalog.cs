using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Parley.Configuration;

/// <summary>The providers that are known, by name and alias. Immutable.</summary>
public sealed class Catalog
{
    private static readonly Lazy<Catalog> Shipped = new(() => new Catalog(CatalogFiles.ReadAll()));
    private readonly FrozenDictionary<string, ProviderDescriptor> _byName;

    /// <summary>Indexes providers. Names go before aliases, later providers before earlier ones of the same name.</summary>
    public Catalog(IEnumerable<ProviderDescriptor> providers)
    {
        var byName = new Dictionary<string, ProviderDescriptor>(StringComparer.OrdinalIgnoreCase);
        foreach (var provider in providers)
            byName[provider.Name] = provider;
        All = [.. byName.Values];
        foreach (var provider in All)
        {
            foreach (var alias in provider.Aliases)
                byName.TryAdd(alias, provider);
        }
        _byName = byName.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The providers that Parley ships with; read on first use.</summary>
    public static Catalog BuiltIn => Shipped.Value;

    /// <summary>All providers.</summary>
    public ImmutableArray<ProviderDescriptor> All { get; }

    /// <summary>The provider of a name or alias, case aside; null when there is none.</summary>
    public ProviderDescriptor? Find(string nameOrAlias) => _byName.GetValueOrDefault(nameOrAlias);

    /// <summary>This catalog with providers added or replaced.</summary>
    public Catalog With(ImmutableArray<ProviderDescriptor> providers) => providers.IsEmpty ? this : new Catalog(All.Concat(providers));
}
