using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Schemas;

/// <summary>What makes a schema one that no value can be checked against.</summary>
/// <param name="Place">Where in the schema: <c>properties.a</c>; empty for the top.</param>
/// <param name="Reason">What is wrong, a sentence that goes on after the place: <c>refers to #/x, which is not there</c>.</param>
public readonly record struct SchemaFlaw(string Place, string Reason);

/// <summary>Looks through all of a schema that can be reached from its top for what cannot be followed: references out of the document or in a circle, patterns that nobody can read, text that is none.</summary>
internal sealed class SchemaFlaws(JsonElement root, SchemaResolver resolver, PatternPatience patience)
{
    private readonly Queue<(JsonElement Schema, string Place)> _ahead = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly SchemaCircles _circles = new(resolver);

    /// <summary>The first flaw; null when there is none.</summary>
    /// <param name="original">The schema as the caller wrote it.</param>
    public SchemaFlaw? Find(JsonElement original)
    {
        var raw = JsonMarshal.GetRawUtf8Value(original);
        if (UnpairedSurrogates.IndexIn(raw) is >= 0 and var half)
            return new SchemaFlaw(JsonPlace.Of(raw, half), "holds half of a character, an unpaired surrogate");
        if (_circles.AreBelow(root))
            return new SchemaFlaw("", "refers to itself in a circle that no value ends");
        _ahead.Enqueue((root, ""));
        while (_ahead.TryDequeue(out var next))
        {
            if (Look(next.Schema, next.Place) is { } flaw)
                return flaw;
        }
        return null;
    }

    private SchemaFlaw? Look(JsonElement schema, string place)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return null;
        if ((LookAtReference(schema, place) ?? LookAtType(schema, place) ?? LookAtPatterns(schema, place)) is { } flaw)
            return flaw;
        foreach (var (name, inner) in SchemaKeywords.Within(schema))
        {
            if (Look(inner, place.Length == 0 ? name : $"{place}.{name}") is { } deeper)
                return deeper;
        }
        return null;
    }

    private SchemaFlaw? LookAtReference(JsonElement schema, string place)
    {
        if (!schema.TryGetProperty("$ref"u8, out var reference))
            return null;
        if (reference.ValueKind != JsonValueKind.String)
            return new SchemaFlaw(place, "has a $ref that is no string");
        var name = reference.GetString()!;
        if (resolver.Find(name) is not { } target)
            return new SchemaFlaw(place, $"refers to {name}, which is not in the schema");
        if (!_seen.Add(name))
            return null;
        if (_circles.AreBelow(target))
            return new SchemaFlaw(place, $"refers to {name}, which leads in a circle that no value ends");
        _ahead.Enqueue((target, name.TrimStart('#', '/').Replace('/', '.')));
        return null;
    }

    /// <summary>A type that JSON does not have would assert nothing, though its author meant it to.</summary>
    private static SchemaFlaw? LookAtType(JsonElement schema, string place)
    {
        if (!schema.TryGetProperty("type"u8, out var type))
            return null;
        if (type.ValueKind == JsonValueKind.String)
            return LookAtWord(type, place);
        foreach (var one in SchemaAssertions.Elements(schema, "type"u8))
        {
            if (LookAtWord(one, place) is { } flaw)
                return flaw;
        }
        return null;
    }

    private static SchemaFlaw? LookAtWord(JsonElement word, string place) =>
        word.ValueKind == JsonValueKind.String && SchemaAssertions.IsType(word.GetString()!) ? null : new SchemaFlaw(place, $"has the type {word.GetRawText()}, which JSON does not have");

    private SchemaFlaw? LookAtPatterns(JsonElement schema, string place)
    {
        if (SchemaAssertions.Text(schema, "pattern"u8) is { } pattern && !patience.CanRead(pattern))
            return new SchemaFlaw(place, string.Create(CultureInfo.InvariantCulture, $"has the pattern {pattern}, which cannot be read"));
        if (!schema.TryGetProperty("patternProperties"u8, out var patterns) || patterns.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var member in patterns.EnumerateObject())
        {
            if (!patience.CanRead(member.Name))
                return new SchemaFlaw(place, $"has the pattern {member.Name}, which cannot be read");
        }
        return null;
    }
}
