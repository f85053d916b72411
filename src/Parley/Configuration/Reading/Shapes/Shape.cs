using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Parley.Configuration.Diagnostics;

namespace Parley.Configuration.Reading;

/// <summary>
/// The form of one group of settings. The same list of fields reads it, finds misspelt names, and makes its JSON schema, so that file, messages and schema agree by construction.
/// </summary>
internal sealed class Shape<T>
{
    private readonly ImmutableArray<Field<T>> _fields;
    private readonly Dictionary<string, Field<T>> _byName = new(StringComparer.Ordinal);

    public Shape(FieldList<T> fields)
    {
        _fields = fields.ToImmutable();
        foreach (var field in _fields)
        {
            foreach (var name in field.Names)
                _byName.Add(name, field);
        }
    }

    /// <summary>All names that are understood, other spellings included.</summary>
    public IEnumerable<string> Names => _byName.Keys;

    /// <summary>Reads a group on top of what is there already.</summary>
    public T Read(T start, ConfigMap map, ReadScope scope)
    {
        var said = new Dictionary<string, ConfigEntry>(StringComparer.Ordinal);
        foreach (var entry in map.Entries)
        {
            if (FieldOf(entry) is not { } field)
            {
                ReportUnknown(entry, scope.Problems);
                continue;
            }
            if (said.TryGetValue(field.Setting, out var before) && (before.NameSpan.Source == entry.NameSpan.Source || (before.IsLoose && entry.IsLoose)))
                ReportTwice(before, entry, scope.Problems);
            said[field.Setting] = entry;
            if (entry.Value is not ConfigScalar { IsNull: true })
                start = field.Read(start, entry.Value, scope);
        }
        foreach (var field in _fields)
        {
            if (field.Required && !said.ContainsKey(field.Setting))
                scope.Problems.Add(new Problem(ProblemCode.Missing, $"field `{field.Name}` is missing", map.Span) { Hint = $"add `{field.Name}`", Notes = [field.Description] });
        }
        return start;
    }

    /// <summary>The schema of the group.</summary>
    public JsonObject Schema()
    {
        var properties = new JsonObject();
        foreach (var field in _fields)
        {
            properties[field.Name] = Describe(field, field.Description);
            foreach (var alias in field.Aliases)
                properties[alias] = Describe(field, $"Another spelling of {field.Name}.");
        }
        var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
        if (_fields.Any(field => field.Required))
            schema["required"] = new JsonArray([.. _fields.Where(field => field.Required).Select(field => (JsonNode)field.Name)]);
        return schema;
    }

    private Field<T>? FieldOf(ConfigEntry entry) =>
        _byName.GetValueOrDefault(entry.Name) ?? (entry.IsLoose ? _fields.FirstOrDefault(field => entry.IsLike([.. field.Names])) : null);

    private static JsonObject Describe(Field<T> field, string description)
    {
        var schema = field.Schema();
        schema.Insert(0, "description", description);
        return schema;
    }

    private void ReportUnknown(ConfigEntry entry, ProblemList problems)
    {
        var near = NearNames.Closest(entry.Name, _byName.Keys);
        problems.Add(new Problem(ProblemCode.UnknownField, $"unknown field `{entry.Name}`", entry.NameSpan)
        {
            Hint = near is null ? "" : $"did you mean `{near}`?",
            Notes = [$"fields here: {string.Join(", ", _fields.Select(field => field.Name))}"],
        });
    }

    private static void ReportTwice(ConfigEntry before, ConfigEntry entry, ProblemList problems) =>
        problems.Add(new Problem(ProblemCode.SaidTwice, $"`{entry.Name}` says again what `{before.Name}` says", entry.NameSpan)
        {
            Hint = "keep one of the two",
            Notes = [$"`{before.Name}` stands at {before.NameSpan}"],
        });
}
