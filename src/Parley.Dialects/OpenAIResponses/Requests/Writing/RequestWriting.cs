using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>What the writers of one request share.</summary>
/// <param name="Request">The request.</param>
/// <param name="Profile">How the upstream deviates.</param>
/// <param name="Log">Takes what is lost.</param>
/// <param name="Json">Takes what is written.</param>
internal sealed record RequestWriting(ChatRequest Request, WireProfile Profile, ConversionLog Log, Utf8JsonWriter Json)
{
    // OpenAI refuses longer call ids.
    private const int LongestCallId = 64;

    /// <summary>True when the caller spoke this dialect: then the request is written as it was said, also where OpenAI itself would object.</summary>
    public bool IsOwn => Request.Dialect == Names.Dialect;

    /// <summary>Where items are written.</summary>
    public ItemScope Items => new(Json, Log, "");

    /// <summary>The form of a call's id that the upstream takes.</summary>
    public string CallId(string id)
    {
        var rule = Profile.ToolCallIds;
        return ToolCallIds.Map(id, rule == ToolCallIdRule.Any && id.Length > LongestCallId ? ToolCallIdRule.Word64 : rule);
    }

    /// <summary>Records a prompt-cache breakpoint, for which this dialect has no member.</summary>
    public void Cache(Part part, string place)
    {
        if (part.Cache is not null)
            Log.Dropped($"{place}.cache_control");
    }
}
