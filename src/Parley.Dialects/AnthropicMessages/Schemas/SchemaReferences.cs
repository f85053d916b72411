using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Follows <c>$ref</c> within one schema.</summary>
internal static class SchemaReferences
{
    /// <summary>The definition that a reference names; absent when it leads nowhere or out of the schema.</summary>
    public static RawJson Resolve(RawJson whole, string reference)
    {
        if (!reference.StartsWith("#/", StringComparison.Ordinal))
            return default;
        var node = whole;
        foreach (var step in reference[2..].Split('/'))
            node = JsonMembers.Find(node, step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));
        return node;
    }

    /// <summary>True when a definition leads back to itself.</summary>
    public static bool AreCircular(RawJson whole)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        return LeadsBack(whole, whole, ["#"], done);
    }

    private static bool LeadsBack(RawJson node, RawJson whole, HashSet<string> path, HashSet<string> done)
    {
        foreach (var reference in ReferencesIn(node))
        {
            if (path.Contains(reference))
                return true;
            if (done.Contains(reference) || Resolve(whole, reference) is not { IsAbsent: false } target)
                continue;
            path.Add(reference);
            if (LeadsBack(target, whole, path, done))
                return true;
            path.Remove(reference);
            done.Add(reference);
        }
        return false;
    }

    private static List<string> ReferencesIn(RawJson node)
    {
        var references = new List<string>();
        var reader = node.CreateReader();
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || !JsonRead.NameIs(ref reader, "$ref"u8))
                continue;
            reader.Read();
            if (reader.TokenType == JsonTokenType.String && JsonRead.StringHere(ref reader, node.Utf8) is { } reference)
                references.Add(reference);
        }
        return references;
    }
}
