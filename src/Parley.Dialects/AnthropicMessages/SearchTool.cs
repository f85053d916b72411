using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Anthropic's own search of the web: platform.claude.com/docs/en/agents-and-tools/tool-use/web-search-tool.</summary>
internal static class SearchTool
{
    /// <summary>The only name that it may have.</summary>
    private const string Name = "web_search";

    /// <summary>The search that a tool of this dialect is; null for every other. The versions since have the same members.</summary>
    public static WebSearch? Read(ToolSpec tool) =>
        tool is { Name: Name, Native.Kind: JsonValueKind.Object } ? WebSearchFields.Read(tool.Native, Names.Dialect) : null;

    /// <summary>Whether it can be offered beside the other tools, of which none may have its name.</summary>
    public static bool Fits(ChatRequest request)
    {
        foreach (var tool in request.Tools)
        {
            if (tool is { Name: Name, Native.IsAbsent: true, Search: null })
                return false;
        }
        return true;
    }

    /// <summary>Writes the first version, which every model that searches knows.</summary>
    public static void Write(WebSearch search, Utf8JsonWriter json, ConversionLog log, string place)
    {
        place = search.Member ?? place;
        json.WriteStartObject();
        json.WriteString("type"u8, "web_search_20250305"u8);
        json.WriteString("name"u8, Name);
        if (search.MaxUses is { } most)
            json.WriteNumber("max_uses"u8, most);
        WebSearchFields.WriteDomains(json, "allowed_domains"u8, search.AllowedDomains);
        // Both lists together are refused.
        if (search.AllowedDomains.Count == 0)
            WebSearchFields.WriteDomains(json, "blocked_domains"u8, search.BlockedDomains);
        else
            WebSearchFields.DropDomains(log, $"{place}.blocked_domains", search.BlockedDomains);
        if (search.Location is { } location)
        {
            json.WriteStartObject("user_location"u8);
            json.WriteString("type"u8, "approximate"u8);
            WebSearchFields.WriteLocation(json, location);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        if (search.ContextSize is { } size)
            log.Dropped($"{place}.search_context_size", size);
        search.Extras.Record(log, place);
    }
}
