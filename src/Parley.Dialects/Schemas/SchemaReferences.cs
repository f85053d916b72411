using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Schemas;

/// <summary>Finds what <c>$ref</c> points to, and knows which references are being written out at the moment: a schema that contains itself ends there.</summary>
internal sealed class SchemaReferences(RawJson root)
{
    private readonly Stack<string> _open = new();

    /// <summary>Enters a reference; false when it is already open (a cycle) or points to nothing within the schema.</summary>
    public bool TryEnter(string reference, out RawJson target)
    {
        target = default;
        if (_open.Contains(reference) || !TryFind(reference, out target))
            return false;
        _open.Push(reference);
        return true;
    }

    public void Leave() => _open.Pop();

    private bool TryFind(string reference, out RawJson target)
    {
        target = root;
        if (reference == "#")
            return true;
        if (!reference.StartsWith("#/", StringComparison.Ordinal))
            return TryFindAnchor(reference, out target);
        foreach (var step in reference[2..].Split('/'))
        {
            target = Step(target, Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));
            if (target.IsAbsent)
                return false;
        }
        return true;
    }

    private static RawJson Step(RawJson value, string step)
    {
        if (value.Kind == JsonValueKind.Array)
        {
            var elements = SchemaNode.Elements(value);
            return int.TryParse(step, out var index) && index >= 0 && index < elements.Count ? elements[index] : default;
        }
        return SchemaNode.Of(value)[step];
    }

    /// <summary>Plain names: <c>#address</c> by <c>$anchor</c>, anything else by <c>$id</c>, among the definitions.</summary>
    private bool TryFindAnchor(string reference, out RawJson target)
    {
        var node = SchemaNode.Of(root);
        foreach (var member in (string[])["$defs", "definitions"])
        {
            foreach (var (_, definition) in SchemaNode.Of(node[member]).Members)
            {
                var candidate = SchemaNode.Of(definition);
                target = definition;
                if (candidate.Text("$id") == reference || "#" + candidate.Text("$anchor") == reference)
                    return true;
            }
        }
        target = default;
        return false;
    }
}
