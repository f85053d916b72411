using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace Parley.Configuration.Reading;

/// <summary>A list of values. Items that cannot be read are left out, each after its problem.</summary>
internal sealed class ListKind<T>(ValueKind<T> items) : ValueKind<ImmutableArray<T>>
{
    public override JsonObject Schema() => new() { ["type"] = "array", ["items"] = items.Schema() };

    public override bool TryRead(ConfigNode node, ReadScope scope, out ImmutableArray<T> value)
    {
        value = [];
        if (node is not ConfigList list)
        {
            scope.WrongKind(node, "a list", node is ConfigScalar scalar ? $"write [ {scalar.Text} ]" : "");
            return false;
        }
        var read = ImmutableArray.CreateBuilder<T>(list.Items.Count);
        foreach (var item in list.Items)
        {
            if (items.TryRead(item, scope, out var one))
                read.Add(one);
        }
        value = read.DrainToImmutable();
        return true;
    }
}

/// <summary>Values under names that the operator chooses.</summary>
internal sealed class MapKind<T>(ValueKind<T> values) : ValueKind<ImmutableDictionary<string, T>>
{
    public override JsonObject Schema() => new() { ["type"] = "object", ["additionalProperties"] = values.Schema() };

    public override bool TryRead(ConfigNode node, ReadScope scope, [MaybeNullWhen(false)] out ImmutableDictionary<string, T> value)
    {
        value = null;
        if (node is not ConfigMap map)
        {
            scope.WrongKind(node, "a group of names and values");
            return false;
        }
        var read = ImmutableDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        foreach (var entry in map.Entries)
        {
            if (values.TryRead(entry.Value, scope, out var one))
                read[entry.Name] = one;
        }
        value = read.ToImmutable();
        return true;
    }
}

/// <summary>A value that is made from another kind.</summary>
internal sealed class MappedKind<TFrom, TTo>(ValueKind<TFrom> from, Func<TFrom, TTo> map) : ValueKind<TTo>
{
    public override JsonObject Schema() => from.Schema();

    public override bool TryRead(ConfigNode node, ReadScope scope, [MaybeNullWhen(false)] out TTo value)
    {
        value = default;
        if (!from.TryRead(node, scope, out var read))
            return false;
        value = map(read);
        return true;
    }
}

/// <summary>A group of fields that starts from nothing.</summary>
internal sealed class GroupKind<T>(Shape<T> shape, Func<ConfigMap, T> start) : ValueKind<T>
{
    public override JsonObject Schema() => shape.Schema();

    public override bool TryRead(ConfigNode node, ReadScope scope, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (node is not ConfigMap map)
        {
            scope.WrongKind(node, "a group of fields");
            return false;
        }
        value = shape.Read(start(map), map, scope);
        return true;
    }
}
