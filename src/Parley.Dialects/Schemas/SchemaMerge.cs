using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Schemas;

/// <summary>Makes one schema of two that hold together (<c>allOf</c>, or a node and a branch of its <c>anyOf</c>).</summary>
internal static class SchemaMerge
{
    /// <summary>Adds the members of <paramref name="addition"/> to <paramref name="node"/>; of a member that both have, the node's own stands, except where both can.</summary>
    public static void Into(SchemaNode node, SchemaNode addition)
    {
        foreach (var (name, value) in addition.Members)
        {
            if (!node.Has(name))
                node.Set(name, value);
            else if (name is "properties" or "$defs" or "definitions")
                node.Set(name, JoinObjects(node[name], value));
            else if (name is "required" or "allOf")
                node.Set(name, JoinArrays(node[name], value));
            else if (name == "description" && node.Text(name) is { } own && value.AsText().ToString() is var other && !own.Contains(other, StringComparison.Ordinal))
                node.Set(name, ToJson($"{own} {other}"));
        }
    }

    /// <summary>A JSON string.</summary>
    public static RawJson ToJson(string text)
    {
        var buffer = new ArrayBufferWriter<byte>(text.Length + 2);
        ((JsonText)text).WriteToken(buffer);
        return new RawJson(buffer.WrittenMemory);
    }

    /// <summary>A JSON array of the elements, each once.</summary>
    public static RawJson ToArray(IEnumerable<RawJson> elements)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var seen = new HashSet<RawJson>();
        buffer.Write("["u8);
        foreach (var element in elements)
        {
            if (!seen.Add(element))
                continue;
            if (seen.Count > 1)
                buffer.Write(","u8);
            buffer.Write(element.Utf8.Span);
        }
        buffer.Write("]"u8);
        return new RawJson(buffer.WrittenMemory);
    }

    private static RawJson JoinArrays(RawJson first, RawJson second)
    {
        var elements = SchemaNode.Elements(first);
        elements.AddRange(SchemaNode.Elements(second));
        return ToArray(elements);
    }

    private static RawJson JoinObjects(RawJson first, RawJson second)
    {
        if (first.Kind != JsonValueKind.Object || second.Kind != JsonValueKind.Object)
            return first;
        var joined = SchemaNode.Of(first);
        foreach (var (name, value) in SchemaNode.Of(second).Members)
        {
            if (!joined.Has(name))
                joined.Set(name, value);
        }
        return ToObject(joined);
    }

    private static RawJson ToObject(SchemaNode node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonWire.WriterOptions))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in node.Members)
            {
                writer.WritePropertyName(name);
                value.WriteValue(writer);
            }
            writer.WriteEndObject();
        }
        return new RawJson(buffer.WrittenMemory);
    }
}
