using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>Google's own search of the web: ai.google.dev/gemini-api/docs/google-search. It is told nothing but that it is there.</summary>
internal static class SearchTool
{
    /// <summary>The search that a tool of this dialect is; null for every other. Models before the second generation called it a retrieval.</summary>
    public static WebSearch? Read(ToolSpec tool) => tool.Name is "googleSearch" or "google_search" or "googleSearchRetrieval" or "google_search_retrieval"
        ? WebSearchFields.Read(JsonMembers.Find(tool.Native, tool.Name), Names.Dialect)
        : null;

    /// <summary>Whether it can be offered: beside functions it is refused (<c>Tool use with function calling is unsupported</c>), unless the choice allows only one of both, or neither, and the other is not offered.</summary>
    public static bool Fits(ChatRequest request)
    {
        var (functions, searches, isTool) = (false, false, false);
        foreach (var tool in request.Tools)
        {
            var isFunction = tool.Search is null && (tool.Native.IsAbsent || tool.AsFunctions.Count > 0);
            isTool |= !isFunction;
            if (!AllowedTools.CanUse(request.ToolChoice, tool))
                continue;
            functions |= isFunction;
            searches |= !isFunction;
        }
        // A search that is no tool of the list is named by no choice.
        return !functions || !(isTool ? searches : AllowedTools.CanUse(request.ToolChoice, ""));
    }

    /// <summary>Whether a tool is offered: of another dialect's search and its functions, what the choice allows.</summary>
    public static bool Offers(ChatRequest request, ToolSpec tool)
    {
        if (!AllowedTools.Offers(request.ToolChoice, tool))
            return false;
        if (tool.Search is not null)
            return AllowedTools.CanUse(request.ToolChoice, tool.Name);
        foreach (var other in request.Tools)
        {
            if (other.Search is not null && tool.Native.IsAbsent && AllowedTools.CanUse(request.ToolChoice, other.Name))
                return false;
        }
        return true;
    }

    /// <summary>Writes the tool.</summary>
    public static void Write(WebSearch search, Utf8JsonWriter json, ConversionLog log, string place)
    {
        place = search.Member ?? place;
        json.WriteStartObject();
        json.WriteStartObject("googleSearch"u8);
        json.WriteEndObject();
        json.WriteEndObject();
        WebSearchFields.DropDomains(log, $"{place}.allowed_domains", search.AllowedDomains);
        WebSearchFields.DropDomains(log, $"{place}.blocked_domains", search.BlockedDomains);
        WebSearchFields.DropMaxUses(log, place, search);
        if (search.Location is not null)
            log.Dropped($"{place}.user_location");
        if (search.ContextSize is { } size)
            log.Dropped($"{place}.search_context_size", size);
        search.Extras.Record(log, place);
    }
}
