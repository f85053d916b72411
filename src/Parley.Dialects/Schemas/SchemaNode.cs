using System.Text;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Schemas;

/// <summary>The members of one schema object, found once, still as bytes.</summary>
internal sealed class SchemaNode
{
    private readonly List<KeyValuePair<string, RawJson>> _members = [];

    /// <summary>Reads a schema object; <c>true</c>, <c>false</c> and anything else give a node without members.</summary>
    public static SchemaNode Of(RawJson schema)
    {
        var node = new SchemaNode();
        if (schema.Kind != JsonValueKind.Object)
            return node;
        var members = new JsonMembers(schema.Utf8);
        while (members.Next(out var name, out var value))
            node._members.Add(new(Encoding.UTF8.GetString(name), value));
        return node;
    }

    public IReadOnlyList<KeyValuePair<string, RawJson>> Members => _members;

    public RawJson this[string name]
    {
        get
        {
            foreach (var member in _members)
            {
                if (member.Key == name)
                    return member.Value.Kind == JsonValueKind.Null && name is not "const" and not "default" ? default : member.Value;
            }
            return default;
        }
    }

    public bool Has(string name) => !this[name].IsAbsent;

    public void Set(string name, RawJson value)
    {
        Remove(name);
        if (!value.IsAbsent)
            _members.Add(new(name, value));
    }

    public void Remove(string name) => _members.RemoveAll(member => member.Key == name);

    public SchemaNode Copy()
    {
        var copy = new SchemaNode();
        copy._members.AddRange(_members);
        return copy;
    }

    /// <summary>The elements of an array member; empty for anything else.</summary>
    public List<RawJson> Elements(string name) => Elements(this[name]);

    public static List<RawJson> Elements(RawJson array)
    {
        var elements = new List<RawJson>();
        if (array.Kind != JsonValueKind.Array)
            return elements;
        var reader = array.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
            elements.Add(JsonScan.ReadRaw(ref reader, array.Utf8));
        return elements;
    }

    /// <summary>The text of a string member; null for anything else.</summary>
    public string? Text(string name) => this[name] is { Kind: JsonValueKind.String } text ? text.AsText().ToString() : null;
}
