using System.Text.Json.Nodes;

namespace Parley.Corpus.Tests;

/// <summary>
/// A form of a recording that its own dialect writes differently on purpose. It is brought into the form that is written before the two are compared.
/// </summary>
/// <param name="Reason">Why it is written differently.</param>
/// <param name="Apply">Changes the recorded JSON, given what was written; true when there was something to change.</param>
internal sealed record Rewrite(string Reason, Func<JsonObject, JsonObject, bool> Apply);

/// <summary>What the rewrites do.</summary>
internal static class Rewriting
{
    /// <summary>Takes members from what was written where the recording lacks them, or has them empty.</summary>
    /// <param name="places">Paths from the root; <c>[]</c> goes through an array: <c>choices[].message.tool_calls[].type</c>.</param>
    public static Func<JsonObject, JsonObject, bool> Completed(params IReadOnlyList<string> places) =>
        (recorded, written) => places.Aggregate(false, (isAny, place) => isAny | Complete(recorded, written, place.Split('.')));

    /// <summary>Leaves out a member that says nothing.</summary>
    public static Func<JsonObject, JsonObject, bool> Without(string place, Predicate<JsonNode?> saysNothing) => (recorded, _) =>
        Parents(recorded, place).Aggregate(false, (isAny, parent) => isAny | (saysNothing(parent.Node[parent.Name]) && parent.Node.Remove(parent.Name)));

    /// <summary>Changes a value wherever it stands.</summary>
    public static Func<JsonObject, JsonObject, bool> Changed(string place, Func<JsonObject, JsonNode?, JsonNode?> change) => (recorded, _) =>
    {
        var count = 0;
        foreach (var (parent, name) in Parents(recorded, place))
        {
            if (change(parent, parent[name]) is not { } changed || JsonNode.DeepEquals(changed, parent[name]))
                continue;
            parent[name] = changed;
            count++;
        }
        return count > 0;
    };

    /// <summary>Renames members on both sides from snake_case to camelCase, but not within free JSON.</summary>
    public static bool ToCamelCase(JsonObject recorded, JsonObject written) => ToCamelCase(recorded) | ToCamelCase(written);

    private static bool ToCamelCase(JsonObject node)
    {
        var isAny = false;
        foreach (var (name, value) in node.ToList())
        {
            if (!IsFree(name))
                isAny = (value is JsonArray array ? array : (IEnumerable<JsonNode?>)[value]).OfType<JsonObject>().Aggregate(isAny, static (any, inner) => any | ToCamelCase(inner));
            if (!name.Contains('_'))
                continue;
            node.Remove(name);
            node[Camel(name)] = value;
            isAny = true;
        }
        return isAny;
    }

    private static bool IsFree(string name) => name is "args" or "response" or "properties" or "parametersJsonSchema" or "parameters_json_schema" or "responseJsonSchema" or "response_json_schema";

    private static string Camel(string name)
    {
        var words = name.Split('_');
        return words[0] + string.Concat(words.Skip(1).Select(static word => word.Length == 0 ? "" : char.ToUpperInvariant(word[0]) + word[1..]));
    }

    private static bool Complete(JsonNode? recorded, JsonNode? written, ReadOnlySpan<string> path)
    {
        var name = path[0].TrimEnd('[', ']');
        if (recorded is not JsonObject left || written is not JsonObject right)
            return false;
        if (path.Length == 1)
            return Fill(left, right[name], name);
        if (!path[0].EndsWith("[]", StringComparison.Ordinal))
            return Complete(left[name], right[name], path[1..]);
        var count = 0;
        for (var i = 0; left[name] is JsonArray items && right[name] is JsonArray others && i < Math.Min(items.Count, others.Count); i++)
            count += Complete(items[i], others[i], path[1..]) ? 1 : 0;
        return count > 0;
    }

    private static bool Fill(JsonObject recorded, JsonNode? written, string name)
    {
        var lacks = recorded[name] is null || (recorded[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length == 0);
        if (lacks && written is not null)
            recorded[name] = written.DeepClone();
        return lacks && written is not null;
    }

    private static IEnumerable<(JsonObject Node, string Name)> Parents(JsonNode? node, string place)
    {
        var cut = place.IndexOf('.');
        if (node is not JsonObject parent)
            return [];
        if (cut < 0)
            return [(parent, place)];
        var (name, rest) = (place[..cut], place[(cut + 1)..]);
        return name.EndsWith("[]", StringComparison.Ordinal)
            ? (parent[name[..^2]] as JsonArray ?? []).SelectMany(element => Parents(element, rest))
            : Parents(parent[name], rest);
    }
}
