using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Schemas;

/// <summary>Walks a schema and writes it by the rules of the target: references and alternatives here, the members of one node in <see cref="SchemaNodeWriter"/>.</summary>
internal sealed class SchemaWriter(RawJson root, SchemaRules rules, SchemaWords words, Utf8JsonWriter writer)
{
    private static readonly RawJson True = RawJson.Parse("true");
    private readonly SchemaReferences _references = new(root);
    private int _nodes;

    public void WriteRoot() => Write(root, 0);

    public void Write(RawJson schema, int depth)
    {
        var node = SchemaNode.Of(schema);
        if (++_nodes > rules.MaxNodes || depth > rules.MaxDepth)
        {
            words.Lose("depth", schema.ToString());
            node = new SchemaNode();
        }
        var entered = 0;
        Flatten(node, ref entered);
        WriteFlat(node, depth);
        while (entered-- > 0)
            _references.Leave();
    }

    /// <summary>Puts what <c>$ref</c> and <c>allOf</c> say into the node itself.</summary>
    private void Flatten(SchemaNode node, ref int entered)
    {
        while (node.Has("$ref") || node.Has("allOf"))
        {
            if (node.Text("$ref") is { } reference)
                Follow(node, reference, ref entered);
            else
                node.Remove("$ref");
            var parts = node.Elements("allOf");
            node.Remove("allOf");
            foreach (var part in parts)
            {
                var addition = SchemaNode.Of(part);
                Flatten(addition, ref entered);
                SchemaMerge.Into(node, addition);
            }
        }
    }

    private void Follow(SchemaNode node, string reference, ref int entered)
    {
        node.Remove("$ref");
        if (_references.IsOpenSince(_references.Depth - entered, reference))
            return;
        if (_references.TryEnter(reference, out var target))
        {
            entered++;
            SchemaMerge.Into(node, SchemaNode.Of(target));
            return;
        }
        words.Lose("$ref", reference);
        var name = reference[(reference.LastIndexOf('/') + 1)..].TrimStart('#');
        SchemaMerge.Into(node, SchemaNode.Of(RawJson.Parse("""{"type":"object"}""")));
        SchemaMerge.Into(node, Described(name.Length == 0 ? "The same form as the whole." : $"The same form as {name}."));
    }

    private void WriteFlat(SchemaNode node, int depth)
    {
        if (node["const"] is { IsAbsent: false } constant && !node.Has("enum"))
            node.Set("enum", SchemaMerge.ToArray([constant]));
        var types = SchemaTypes.Of(node, out var nullable);
        var alternatives = node.Elements("anyOf");
        alternatives.AddRange(node.Elements("oneOf"));
        nullable |= alternatives.RemoveAll(SchemaTypes.IsNullOnly) > 0;
        node.Remove("anyOf");
        node.Remove("oneOf");
        if (nullable)
            node.Set("nullable", True);
        if (alternatives.Count > 0)
            WriteAlternatives(node, alternatives, nullable, depth);
        else if (types.Count > 1)
            WriteAlternatives(Untyped(node), types.ConvertAll(static type => RawJson.Parse($$"""{"type":"{{type}}"}""")), nullable, depth);
        else
            new SchemaNodeWriter(this, rules, words, writer).Write(node, types.Count == 0 ? null : types[0], nullable, depth);
    }

    private void WriteAlternatives(SchemaNode common, List<RawJson> alternatives, bool nullable, int depth)
    {
        if (alternatives.Count == 1)
        {
            WriteJoined(common, alternatives[0], depth);
            return;
        }
        if (depth == 0 && rules.ObjectRoot)
        {
            WriteUnion(common, alternatives);
            return;
        }
        writer.WriteStartObject();
        writer.WriteStartArray("anyOf"u8);
        foreach (var alternative in alternatives)
            WriteJoined(common, alternative, depth + 1);
        if (nullable && !rules.NullableMember)
            writer.WriteRawValue("""{"type":"null"}"""u8, skipInputValidation: true);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Writes one alternative together with what stands beside all of them.</summary>
    private void WriteJoined(SchemaNode common, RawJson alternative, int depth)
    {
        _nodes++;
        var node = SchemaNode.Of(alternative);
        var entered = 0;
        Flatten(node, ref entered);
        var beside = common;
        if (node.Has("type"))
            beside = Untyped(common);
        SchemaMerge.Into(node, beside);
        if (_nodes > rules.MaxNodes || depth > rules.MaxDepth)
            new SchemaNodeWriter(this, rules, words, writer).Write(new SchemaNode(), null, false, depth);
        else
            WriteFlat(node, depth);
        while (entered-- > 0)
            _references.Leave();
    }

    /// <summary>An object with the properties of all alternatives, none of them required unless all alternatives do.</summary>
    private void WriteUnion(SchemaNode common, List<RawJson> alternatives)
    {
        var entered = 0;
        var union = common.Copy();
        List<RawJson>? required = null;
        foreach (var alternative in alternatives)
        {
            var node = SchemaNode.Of(alternative);
            Flatten(node, ref entered);
            var demanded = node.Elements("required");
            if (required is null)
                required = demanded;
            else
                required.RemoveAll(name => !demanded.Contains(name));
            node.Remove("required");
            node.Remove("description");
            SchemaMerge.Into(union, node);
        }
        required!.AddRange(common.Elements("required"));
        union.Set("required", SchemaMerge.ToArray(required));
        SchemaMerge.Into(union, Described(words.Say("anyOf", SchemaMerge.ToArray(alternatives))));
        WriteFlat(union, 0);
        while (entered-- > 0)
            _references.Leave();
    }

    private static SchemaNode Untyped(SchemaNode node)
    {
        var copy = node.Copy();
        copy.Remove("type");
        return copy;
    }

    private static SchemaNode Described(string sentence)
    {
        var node = new SchemaNode();
        node.Set("description", SchemaMerge.ToJson(sentence));
        return node;
    }
}
