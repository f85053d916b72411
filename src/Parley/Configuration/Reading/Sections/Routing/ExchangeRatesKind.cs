using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace Parley.Configuration.Reading;

/// <summary>What one unit of each currency is worth in US dollars: more than nothing, or every price in it would be none.</summary>
internal sealed class ExchangeRatesKind : ValueKind<ImmutableDictionary<string, decimal>>
{
    private const string Dollar = "USD";
    private static readonly ValueKind<ImmutableDictionary<string, decimal>> Amounts = Kinds.MapOf(Kinds.Amount);

    public override JsonObject Schema()
    {
        var schema = Amounts.Schema();
        var rate = schema["additionalProperties"]!.AsObject();
        rate.Remove("minimum");
        rate["exclusiveMinimum"] = 0;
        return schema;
    }

    public override bool TryRead(ConfigNode node, ReadScope scope, [MaybeNullWhen(false)] out ImmutableDictionary<string, decimal> value)
    {
        if (!Amounts.TryRead(node, scope, out value))
            return false;
        foreach (var entry in ((ConfigMap)node).Entries)
        {
            if (!value.TryGetValue(entry.Name, out var rate))
                continue;
            if (rate == 0)
                scope.NotAllowed(entry.Value, $"what one {entry.Name} is worth cannot be nothing", "more than 0");
            else if (rate != 1 && entry.Name.Equals(Dollar, StringComparison.OrdinalIgnoreCase))
                scope.NotAllowed(entry.Value, "one USD is worth one US dollar", $"leave {entry.Name} out");
        }
        return true;
    }
}
