using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>What every writer of one request needs.</summary>
/// <param name="Json">Takes the body.</param>
/// <param name="Request">What is asked.</param>
/// <param name="Profile">How the upstream deviates.</param>
/// <param name="Log">Takes what cannot be said.</param>
internal sealed record RequestScope(Utf8JsonWriter Json, ChatRequest Request, WireProfile Profile, ConversionLog Log)
{
    /// <summary>True when the request was read from this dialect: it is then told again as it was, without improvements.</summary>
    public bool IsOwn { get; } = Request.Dialect == Names.Dialect;

    /// <summary>What is to be thought, and within which limit of tokens.</summary>
    public ThinkingPlan Thinking { get; init; } = ThinkingPlan.None;

    /// <summary>Writes unknown members where both the dialect and the upstream take them.</summary>
    public void WriteExtras(Extras? extras, Place place)
    {
        if (extras is null)
            return;
        if (Profile.RejectsUnknownMembers)
            extras.Record(Log, place);
        else
            extras.Write(Json, Names.Dialect, Log, place);
    }

    /// <summary>Writes a member as the caller spelled it, where the dialect is the same.</summary>
    public void WriteSpelling(Extras? extras, string name)
    {
        if (extras is not { Dialect: Names.Dialect } own || own.Spelling(name) is not { IsAbsent: false } value)
            return;
        Json.WritePropertyName(name);
        value.WriteValue(Json);
    }

    /// <summary>Writes a cache breakpoint.</summary>
    public void WriteCache(CacheHint? cache)
    {
        if (cache is null)
            return;
        Json.WriteStartObject("cache_control"u8);
        Json.WriteString("type"u8, "ephemeral"u8);
        if (cache.TimeToLive is not null)
            Json.WriteString("ttl"u8, cache.TimeToLive);
        Json.WriteEndObject();
    }
}
