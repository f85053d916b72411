using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;

namespace Parley.Dialects.OpenAIChat;

/// <summary><c>web_search_options</c>, by which some chats are asked to search the web. OpenAI's own take it with models that do nothing else (platform.openai.com/docs/guides/tools-web-search?api-mode=chat).</summary>
internal static class SearchOptions
{
    /// <summary>The member of the request.</summary>
    private const string Member = "web_search_options";

    /// <summary>The search that a tool is; null for every other. Imitators have it in the list of tools (OpenRouter).</summary>
    public static WebSearch? Read(ToolSpec tool) => tool.Name switch
    {
        Member => tool.Native.Kind == System.Text.Json.JsonValueKind.Object ? WebSearchFields.Read(tool.Native, Names.Dialect) with { Member = Member } : null,
        "web_search" or "openrouter:web_search" => WebSearchFields.Read(tool.Native, Names.Dialect),
        _ => null,
    };

    /// <summary>Whether an upstream takes the member.</summary>
    public static bool Fit(ChatRequest request, WireProfile profile) => profile.Searches(Names.Dialect) || (profile.OwnSpelling && ModelFamily.Searches(request.Model));

    /// <summary>Writes the member, where one of the tools is a search that may be used.</summary>
    public static void Write(RequestWriting writing)
    {
        var tools = writing.Request.Tools;
        for (var i = 0; i < tools.Count; i++)
        {
            if (tools[i].Search is not { } search)
                continue;
            // It is no tool to its provider, whom no choice keeps from searching.
            if (AllowedTools.CanUse(writing.Request.ToolChoice, tools[i].Name))
                Write(search, writing, search.Member ?? $"tools[{i}]");
            else
                AllowedTools.RecordSearch(writing.Request.ToolChoice, writing.Log);
            return;
        }
    }

    private static void Write(WebSearch search, RequestWriting writing, string place)
    {
        var (json, log) = (writing.Json, writing.Log);
        json.WriteStartObject("web_search_options"u8);
        if (search.ContextSize is { } size)
            json.WriteString("search_context_size"u8, size);
        if (search.Location is { } location)
            WriteLocation(location, writing, place);
        json.WriteEndObject();
        log.Moved(place, Member);
        WebSearchFields.DropDomains(log, $"{place}.allowed_domains", search.AllowedDomains);
        WebSearchFields.DropDomains(log, $"{place}.blocked_domains", search.BlockedDomains);
        WebSearchFields.DropMaxUses(log, place, search);
        search.Extras.Record(log, place);
    }

    /// <summary>OpenAI has the place one level deeper than those who imitate the member, and they have no time zones (docs.perplexity.ai/guides/user-location-filter-guide).</summary>
    private static void WriteLocation(SearchLocation location, RequestWriting writing, string place)
    {
        var isOpenAI = writing.Profile.OwnSpelling;
        var json = writing.Json;
        json.WriteStartObject("user_location"u8);
        if (isOpenAI)
        {
            json.WriteString("type"u8, "approximate"u8);
            json.WriteStartObject("approximate"u8);
        }
        WebSearchFields.WriteLocation(json, isOpenAI ? location : location with { TimeZone = null });
        if (isOpenAI)
            json.WriteEndObject();
        else if (location.TimeZone is { } zone)
            writing.Log.Dropped($"{place}.user_location.timezone", zone);
        json.WriteEndObject();
    }
}
