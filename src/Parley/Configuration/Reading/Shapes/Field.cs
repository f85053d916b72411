using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Parley.Configuration.Reading;

/// <summary>A field of a group.</summary>
/// <param name="Name">Its name in files.</param>
/// <param name="Description">What it is for, as editors show it.</param>
/// <param name="Read">Reads the value into the group; returns the group unchanged after a problem.</param>
/// <param name="Schema">The schema of the value.</param>
internal sealed record Field<TOwner>(string Name, string Description, Func<TOwner, ConfigNode, ReadScope, TOwner> Read, Func<JsonObject> Schema)
{
    /// <summary>Other spellings of the name.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>What it sets: fields of one setting, such as <c>api_key</c> and <c>api_key_env</c>, exclude each other.</summary>
    public string Setting { get; init; } = Name;

    /// <summary>Whether the group is useless without it.</summary>
    public bool Required { get; init; }

    /// <summary>The name and its other spellings.</summary>
    public IEnumerable<string> Names => Aliases.Prepend(Name);
}

/// <summary>The fields of one group, described where the group is.</summary>
internal sealed class FieldList<TOwner>
{
    private readonly List<Field<TOwner>> _fields = [];

    public ImmutableArray<Field<TOwner>> ToImmutable() => [.. _fields];

    /// <summary>Adds a field with a value.</summary>
    public FieldList<TOwner> Add<TValue>(
        string name, ValueKind<TValue> kind, Func<TOwner, TValue, TOwner> set, string description, ImmutableArray<string> aliases = default, string? setting = null, bool required = false)
    {
        _fields.Add(new Field<TOwner>(name, description, (owner, node, scope) => kind.TryRead(node, scope, out var value) ? set(owner, value) : owner, kind.Schema)
        {
            Aliases = aliases.IsDefault ? [] : aliases,
            Setting = setting ?? name,
            Required = required,
        });
        return this;
    }

    /// <summary>Adds a group within the group; what is there already stays where the file says nothing.</summary>
    public FieldList<TOwner> Group<TValue>(string name, Shape<TValue> shape, Func<TOwner, TValue> get, Func<TOwner, TValue, TOwner> set, string description, ImmutableArray<string> aliases = default)
    {
        _fields.Add(new Field<TOwner>(name, description, Read, shape.Schema) { Aliases = aliases.IsDefault ? [] : aliases });
        return this;

        TOwner Read(TOwner owner, ConfigNode node, ReadScope scope)
        {
            if (node is ConfigMap map)
                return set(owner, shape.Read(get(owner), map, scope));
            scope.WrongKind(node, "a group of fields");
            return owner;
        }
    }
}
