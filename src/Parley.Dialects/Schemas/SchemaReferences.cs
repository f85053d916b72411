using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Schemas;

/// <summary>Finds what <c>$ref</c> points to, and knows which references are being written out at the moment: a schema that contains itself ends there.</summary>
internal sealed class SchemaReferences(RawJson root)
{
    /// <summary>A search looks through the whole schema: there is a limit to how often.</summary>
    private const int MostNested = 100;

    private readonly Stack<string> _open = new();
    private readonly Dictionary<string, RawJson> _nested = new(StringComparer.Ordinal);

    /// <summary>How many references are open.</summary>
    public int Depth => _open.Count;

    /// <summary>True when a reference is open that was entered at this depth or below: what it says is in the node already.</summary>
    public bool IsOpenSince(int depth, string reference)
    {
        var above = _open.Count - depth;
        foreach (var open in _open)
        {
            if (above-- <= 0)
                return false;
            if (open == reference)
                return true;
        }
        return false;
    }

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
        var steps = reference[2..].Split('/');
        return TryWalk(root, steps, out target) || (steps.Length > 1 && steps[0] is "$defs" or "definitions" && TryFindNested(reference, steps, out target));
    }

    private static bool TryWalk(RawJson from, string[] steps, out RawJson target)
    {
        target = from;
        foreach (var step in steps)
        {
            target = Step(target, Uri.UnescapeDataString(step).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));
            if (target.IsAbsent)
                return false;
        }
        return true;
    }

    /// <summary>Generators put whole schemas into others, whose definitions then stand within: the first that has the name is meant.</summary>
    private bool TryFindNested(string reference, string[] steps, out RawJson target)
    {
        if (!_nested.TryGetValue(reference, out target) && _nested.Count < MostNested)
        {
            Search(root, steps, out target);
            _nested.Add(reference, target);
        }
        return !target.IsAbsent;
    }

    private static bool Search(RawJson value, string[] steps, out RawJson target)
    {
        foreach (var inner in Within(value))
        {
            if (inner.Kind is JsonValueKind.Object or JsonValueKind.Array && (TryWalk(inner, steps, out target) || Search(inner, steps, out target)))
                return true;
        }
        target = default;
        return false;
    }

    private static List<RawJson> Within(RawJson value)
    {
        var inner = SchemaNode.Elements(value);
        foreach (var member in SchemaNode.Of(value).Members)
            inner.Add(member.Value);
        return inner;
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
