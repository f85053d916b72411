using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAIChat;

/// <summary>What the writers of one request share.</summary>
/// <param name="Request">The request.</param>
/// <param name="Profile">How the upstream deviates.</param>
/// <param name="Log">Takes what is lost.</param>
/// <param name="Json">Takes what is written.</param>
internal sealed record RequestWriting(ChatRequest Request, WireProfile Profile, ConversionLog Log, Utf8JsonWriter Json)
{
    private const int LongestCallId = 40;

    /// <summary>True when the caller spoke this dialect: then the request is written as it was said, also where OpenAI itself would object.</summary>
    public bool IsOwn => Request.Dialect == Names.Dialect;

    /// <summary>True for Mistral, the one that rejects both unknown members and <c>stream_options</c>; its seed has another name.</summary>
    public bool IsMistral => Profile.RejectsUnknownMembers && !Profile.StreamOptions;

    /// <summary>The form of a call's id that the upstream takes. OpenAI takes at most 40 characters; another dialect's caller may have longer ones.</summary>
    public string CallId(string id)
    {
        var rule = Profile.ToolCallIds;
        return ToolCallIds.Map(id, rule == ToolCallIdRule.Any && !IsOwn && id.Length > LongestCallId ? ToolCallIdRule.Max40 : rule);
    }

    /// <summary>Writes the extras of a node, those of inner objects left out; where unknown members are an error they are recorded instead.</summary>
    public void Extras(Extras? extras, Place place, params ReadOnlySpan<string> inner)
    {
        if (extras is not null && Profile.RejectsUnknownMembers)
            StrictExtras(extras, place);
        else
            extras.WriteOuter(Json, Log, place, inner);
    }

    /// <summary>Writes the extras of one inner object; where unknown members are an error, <see cref="Extras"/> has recorded them.</summary>
    public void InnerExtras(Extras? extras, string inner)
    {
        if (!Profile.RejectsUnknownMembers)
            extras.WriteInner(Json, inner);
    }

    /// <summary>Writes a prompt-cache breakpoint: only for callers of this dialect, who know that their upstream takes it (OpenRouter, Vercel); OpenAI refuses it.</summary>
    public void Cache(CacheHint? cache, Place place)
    {
        if (cache is null)
            return;
        if (IsOwn && !Profile.RejectsUnknownMembers)
            CacheControl.Write(Json, cache);
        else
            Log.Dropped($"{place}.cache_control");
    }

    /// <summary>Members that are unknown here, but documented by providers that reject what they do not know (Mistral, Groq, Cerebras).</summary>
    private void StrictExtras(Extras extras, string place)
    {
        foreach (var (name, value) in extras.Members)
        {
            if (extras.Dialect == Names.Dialect && name is "safe_prompt" or "prompt_mode" or "guardrails" or "prediction" or "prompt_cache_key" or "prefix" or "index"
                or "reasoning_format" or "include_reasoning" or "disable_tool_validation" or "search_settings" or "citation_options" or "compound_custom" or "clear_thinking")
            {
                Json.WritePropertyName(name);
                value.WriteValue(Json);
            }
            else
            {
                Log.Dropped(place.Length == 0 ? name : $"{place}.{name}", value);
            }
        }
    }
}
