using System.Text.Json;

namespace Parley.Dialects.Schemas;

/// <summary>Finds references that lead back to themselves without a step into the value: the check of any value would never end.</summary>
internal sealed class SchemaCircles(SchemaResolver resolver)
{
    /// <summary>So many references in a row are taken for a circle: fewer than a check follows, which counts what stands beside and around them too.</summary>
    private const int LongestChain = SchemaValidator.MostInPlace / 4;

    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);

    /// <summary>Whether one begins below a schema.</summary>
    public bool AreBelow(JsonElement schema)
    {
        foreach (var reference in InPlace(schema))
        {
            if (_done.Contains(reference) || resolver.Find(reference) is not { } target)
                continue;
            if (_open.Count >= LongestChain || !_open.Add(reference) || AreBelow(target))
                return true;
            _open.Remove(reference);
            _done.Add(reference);
        }
        return false;
    }

    /// <summary>The references that speak of the same value.</summary>
    private static IEnumerable<string> InPlace(JsonElement schema)
    {
        if (SchemaAssertions.Text(schema, "$ref"u8) is { } reference)
            yield return reference;
        foreach (var (_, inner) in SchemaKeywords.InPlace(schema))
        {
            foreach (var deeper in InPlace(inner))
                yield return deeper;
        }
    }
}
