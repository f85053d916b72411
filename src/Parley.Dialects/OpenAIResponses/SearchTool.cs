using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>OpenAI's own search of the web: platform.openai.com/docs/guides/tools-web-search.</summary>
internal static class SearchTool
{
    /// <summary>Whether a tool of this type is a search. Until 2025-08 it was called a preview.</summary>
    public static bool Is(string? type) => type is "web_search" or "web_search_preview" or "web_search_2025_08_26" or "web_search_preview_2025_03_11";

    /// <summary>The search that a tool of this dialect is; null for every other, and for one that may look into a cache alone, which nobody else has.</summary>
    public static WebSearch? Read(ToolSpec tool) => Is(tool.Name) && Wire.JsonMembers.Find(tool.Native, "external_web_access"u8).Kind != JsonValueKind.False ? WebSearchFields.Read(tool.Native, Names.Dialect) : null;

    /// <summary>Whether a choice names the search among the tools.</summary>
    public static bool IsNamed(IReadOnlyList<ToolSpec> tools, string name)
    {
        foreach (var tool in tools)
        {
            if (tool.Search is not null && tool.Name == name)
                return true;
        }
        return false;
    }

    /// <summary>Writes the tool.</summary>
    public static void Write(WebSearch search, Utf8JsonWriter json, ConversionLog log, string place)
    {
        place = search.Member ?? place;
        json.WriteStartObject();
        json.WriteString("type"u8, "web_search"u8);
        if (search.AllowedDomains.Count > 0)
        {
            json.WriteStartObject("filters"u8);
            WebSearchFields.WriteDomains(json, "allowed_domains"u8, search.AllowedDomains);
            json.WriteEndObject();
        }
        if (search.Location is { } location)
        {
            json.WriteStartObject("user_location"u8);
            json.WriteString("type"u8, "approximate"u8);
            WebSearchFields.WriteLocation(json, location);
            json.WriteEndObject();
        }
        if (search.ContextSize is { } size)
            json.WriteString("search_context_size"u8, size);
        json.WriteEndObject();
        WebSearchFields.DropDomains(log, $"{place}.blocked_domains", search.BlockedDomains);
        WebSearchFields.DropMaxUses(log, place, search);
        search.Extras.Record(log, place);
    }
}
