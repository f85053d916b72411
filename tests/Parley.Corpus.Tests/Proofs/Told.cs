using System.Text;
using System.Text.Json;
using Parley.Corpus.Tests.Recordings;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Corpus.Tests.Proofs;

/// <summary>What the members of a recorded answer say of how it was served, looked up without any dialect: the last that says something counts.</summary>
/// <param name="Tier">The tier.</param>
/// <param name="Searches">The searches of the web, where a member counts them.</param>
internal sealed record Told(ServiceTier Tier, long? Searches)
{
    private static readonly string[] Tiers =
        ["service_tier", "usage.service_tier", "message.usage.service_tier", "response.service_tier", "usageMetadata.trafficType", "usageMetadata.serviceTier", "serviceTier.type"];

    private static readonly string[] Counters =
    [
        "usage.server_tool_use.web_search_requests", "usage.server_tool_use_details.web_search_requests", "usage.num_sources_used", "usage.num_search_queries",
        "usage.server_side_tool_usage_details.web_search_calls", "response.usage.server_side_tool_usage_details.web_search_calls",
    ];

    public static Told By(Recording recording)
    {
        var told = new Told(ServiceTier.Unknown, null);
        foreach (var text in recording.IsWhole || recording.Framing == StreamFraming.JsonArray ? [Encoding.UTF8.GetString(recording.Body().Span)] : Frames(recording))
        {
            try
            {
                using var document = JsonDocument.Parse(text);
                foreach (var chunk in document.RootElement is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : new[] { document.RootElement })
                    told = told.Later(chunk);
            }
            catch (JsonException)
            {
                // A frame with something else in it, as the mark of the end.
                continue;
            }
        }
        return told;
    }

    private static IEnumerable<string> Frames(Recording recording) =>
        Encoding.UTF8.GetString(recording.Body().Span).Split('\n').Select(static line => line.StartsWith("data:", StringComparison.Ordinal) ? line["data:".Length..] : line);

    private Told Later(JsonElement root) => new(
        Tiers.Select(path => Find(root, path)).LastOrDefault(static found => found is { ValueKind: JsonValueKind.String } word && word.GetString() is not "") is { } tier ? Word(tier.GetString()!) : Tier,
        Counters.Select(path => Find(root, path)).LastOrDefault(static found => found is { ValueKind: JsonValueKind.Number }) is { } count ? count.GetInt64() : Searches);

    private static ServiceTier Word(string tier) => tier switch
    {
        "default" or "auto" or "standard" or "on_demand" or "ON_DEMAND" => ServiceTier.Standard,
        "priority" => ServiceTier.Priority,
        "flex" => ServiceTier.Flex,
        _ => ServiceTier.Other,
    };

    private static JsonElement? Find(JsonElement element, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return null;
        }
        return element;
    }
}
