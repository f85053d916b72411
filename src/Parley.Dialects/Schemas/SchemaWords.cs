using System.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Schemas;

/// <summary>Says in words, behind a node's description, what the target's schema language cannot say, and records it.</summary>
internal sealed class SchemaWords(ConversionLog log, string place)
{
    private const int LongestValue = 200;
    private readonly HashSet<string> _recorded = new(StringComparer.Ordinal);

    /// <summary>Members that say nothing about the values: they go without a word.</summary>
    public static bool IsAnnotation(string keyword) => keyword is "$schema" or "$id" or "$anchor" or "$comment" or "$defs" or "definitions" or "$vocabulary"
        or "readOnly" or "writeOnly" or "deprecated" or "contentMediaType" or "contentEncoding" or "discriminator" or "xml" or "externalDocs" or "strict"
        || keyword.StartsWith("x-", StringComparison.Ordinal);

    /// <summary>The description of a node with the dropped constraints behind it; null when there is neither.</summary>
    public string? Describe(SchemaNode node, List<string> dropped)
    {
        var text = new StringBuilder(node.Text("description"));
        foreach (var sentence in dropped)
        {
            if (text.Length > 0)
                text.Append(text[^1] is '.' or '!' or '?' or ':' ? " " : ". ");
            text.Append(sentence);
        }
        return text.Length == 0 ? null : text.ToString();
    }

    /// <summary>The sentence for a constraint; records it once for each keyword of the schema.</summary>
    public string Say(string keyword, RawJson value)
    {
        Record(keyword, value);
        var words = Shorten(value);
        return keyword switch
        {
            "format" => $"Format: {words}.",
            "enum" or "const" => $"One of: {words}.",
            "additionalProperties" when value.Kind == JsonValueKind.False => "No other properties are allowed.",
            "additionalProperties" => $"Other properties follow the schema {words}.",
            "uniqueItems" => "The items are unique.",
            "exclusiveMinimum" => $"Greater than {words}.",
            "exclusiveMaximum" => $"Less than {words}.",
            "multipleOf" => $"A multiple of {words}.",
            "prefixItems" => $"The items in order follow {words}.",
            "not" => $"Must not match {words}.",
            "example" or "examples" => $"Examples: {words}.",
            _ => $"{keyword}: {words}.",
        };
    }

    /// <summary>Records a rewriting that the description cannot make up for.</summary>
    public void Lose(string keyword, string what)
    {
        if (_recorded.Add(keyword))
            log.Dropped($"{place}.{keyword}", what);
    }

    /// <summary>Records that a node without a type got one.</summary>
    public void Assume(string type)
    {
        if (_recorded.Add("type"))
            log.Emulated($"{place}.type", null, type);
    }

    private void Record(string keyword, RawJson value)
    {
        if (_recorded.Add(keyword))
            log.Emulated($"{place}.{keyword}", value.ToString(), "description");
    }

    private static string Shorten(RawJson value)
    {
        var text = value.Kind == JsonValueKind.String ? value.AsText().ToString() : value.ToString();
        if (value.Kind == JsonValueKind.Array)
            text = string.Join(", ", SchemaNode.Elements(value).ConvertAll(static element => element.Kind == JsonValueKind.String ? element.AsText().ToString() : element.ToString()));
        return text.Length <= LongestValue ? text : string.Concat(text.AsSpan(0, LongestValue), "…");
    }
}
