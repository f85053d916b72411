using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Parley.Configuration.Diagnostics;

namespace Parley.Configuration.Reading;

/// <summary>The group <c>providers</c>: by name, changes to a provider of the catalog, or a provider of the operator's own, which may extend one.</summary>
internal sealed class ProvidersKind(Catalog catalog) : ValueKind<ImmutableArray<ProviderDescriptor>>
{
    private const string Extends = "extends";

    public override JsonObject Schema()
    {
        var provider = ProviderFields.Shape.Schema();
        provider["properties"]!.AsObject().Insert(0, Extends, new JsonObject { ["description"] = "A provider of the catalog from which everything is taken that is not said here.", ["type"] = "string" });
        return new JsonObject { ["type"] = "object", ["additionalProperties"] = provider };
    }

    public override bool TryRead(ConfigNode node, ReadScope scope, out ImmutableArray<ProviderDescriptor> value)
    {
        value = [];
        if (node is not ConfigMap map)
        {
            scope.WrongKind(node, "a group of providers by name");
            return false;
        }
        value = [.. map.Entries.Select(entry => ReadProvider(entry, scope)).OfType<ProviderDescriptor>()];
        return true;
    }

    private ProviderDescriptor? ReadProvider(ConfigEntry entry, ReadScope scope)
    {
        if (entry.Value is not ConfigMap map)
        {
            scope.WrongKind(entry.Value, "a group of fields");
            return null;
        }
        var start = Start(entry, map, scope.Problems);
        var own = new ConfigMap([.. map.Entries.Where(field => field.Name != Extends)], map.Span);
        var provider = ProviderFields.Shape.Read(start, own, scope) with { Name = start.Name };
        if (provider.Dialect.Length > 0)
            return provider;
        scope.Problems.Add(new Problem(ProblemCode.Missing, $"provider `{entry.Name}` has no dialect", entry.NameSpan) { Hint = "add `dialect`, or `extends` with a provider that has one" });
        return null;
    }

    private ProviderDescriptor Start(ConfigEntry entry, ConfigMap map, ProblemList problems)
    {
        var none = new ProviderDescriptor { Name = entry.Name, Dialect = "", Abilities = Abilities.All };
        if (map.Find(Extends)?.Value is not ConfigScalar parent)
            return catalog.Find(entry.Name) ?? none;
        if (catalog.Find(parent.Text) is { } found)
            return found with { Name = entry.Name, DisplayName = entry.Name, Aliases = [], Env = [], EndpointEnv = [], Models = [], Detection = null };
        problems.Add(UnknownProvider.Problem(parent.Text, catalog, parent.Span));
        return none;
    }
}
