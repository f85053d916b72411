using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary><c>cache_control</c>, which OpenRouter and Vercel took over from Anthropic.</summary>
internal static class CacheControl
{
    /// <summary>Reads the value behind the name. A form that is not the usual one stays among the extras.</summary>
    public static void Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref CacheHint? cache, ref Extras? extras)
    {
        var raw = JsonRead.Raw(ref reader, body);
        if (raw.IsAbsent)
            return;
        if (Parse(raw) is { } hint)
            cache = hint;
        else
            (extras ??= new Extras(Names.Dialect)).Add("cache_control", raw);
    }

    /// <summary>Writes the member, where there is a hint.</summary>
    public static void Write(Utf8JsonWriter json, CacheHint? cache)
    {
        if (cache is null)
            return;
        json.WriteStartObject("cache_control"u8);
        json.WriteString("type"u8, "ephemeral"u8);
        if (cache.TimeToLive is not null)
            json.WriteString("ttl"u8, cache.TimeToLive);
        json.WriteEndObject();
    }

    private static CacheHint? Parse(RawJson raw)
    {
        if (raw.Kind != JsonValueKind.Object)
            return null;
        var members = new JsonMembers(raw.Utf8);
        var isEphemeral = false;
        string? timeToLive = null;
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("type"u8))
                isEphemeral = value.AsText() == "ephemeral";
            else if (name.SequenceEqual("ttl"u8) && value.Kind == JsonValueKind.String)
                timeToLive = value.AsText().ToString();
            else
                return null;
        }
        return isEphemeral ? new CacheHint(timeToLive) : null;
    }
}
