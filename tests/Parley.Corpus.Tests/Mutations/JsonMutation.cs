using System.Text.Json;
using System.Text.Json.Nodes;

namespace Parley.Corpus.Tests.Mutations;

/// <summary>Changes of one JSON document that change nothing of what it says.</summary>
internal static class JsonMutation
{
    /// <summary>Members whose values are the model's or the provider's own content.</summary>
    private static readonly HashSet<string> Content = ["input", "arguments", "annotations", "citation", "citations", "search_results", "reasoning_details", "provider_metadata", "content_filter_results"];

    private static readonly string[] Unknown = ["null", "{}", "[]", "\"?\"", "1", "-0.5e-3", "true", "{\"a\":[{\"type\":\"?\"}]}"];

    /// <summary>Changes objects at every level: unknown members, nulls left out, counters with a point, another order.</summary>
    public static void Apply(JsonNode document, Random random)
    {
        var objects = new List<JsonObject>();
        Collect(document, objects);
        foreach (var node in objects)
        {
            DropNulls(node, random);
            RetypeCounters(node, random);
            if (random.Next(3) == 0)
                node[$"x_new_{random.Next(3)}"] = JsonNode.Parse(Unknown[random.Next(Unknown.Length)]);
            if (random.Next(2) == 0)
                Reverse(node);
        }
    }

    private static void Reverse(JsonObject node)
    {
        var members = node.Reverse().ToList();
        node.Clear();
        foreach (var (name, value) in members)
            node.Add(name, value);
    }

    private static void DropNulls(JsonObject node, Random random)
    {
        foreach (var name in node.Where(static member => member.Value is null).Select(static member => member.Key).ToList())
        {
            if (random.Next(2) == 0)
                node.Remove(name);
        }
    }

    private static void RetypeCounters(JsonObject node, Random random)
    {
        foreach (var (name, value) in node.ToList())
        {
            if (name.EndsWith("_tokens", StringComparison.Ordinal) && value?.GetValueKind() == JsonValueKind.Number && random.Next(2) == 0)
                node[name] = JsonNode.Parse(value.ToJsonString() + ".0");
        }
    }

    private static void Collect(JsonNode? node, List<JsonObject> found)
    {
        if (node is JsonObject record)
        {
            found.Add(record);
            foreach (var (name, value) in record)
            {
                if (!Content.Contains(name))
                    Collect(value, found);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list)
                Collect(item, found);
        }
    }
}
