using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>Cache points: blocks of their own on this wire, a hint on the part before them in the conversation.</summary>
internal static class CachePoint
{
    /// <summary>The hint that a block stands for; null for other blocks, and for cache points of a kind that is not known here.</summary>
    public static CacheHint? Of(Part part) => part is OpaquePart { Type: Names.CachePoint } opaque ? Of(opaque.Json) : null;

    /// <summary>The hint that a block stands for; null for other blocks, and for cache points of a kind that is not known here.</summary>
    public static CacheHint? Of(RawJson block)
    {
        var members = new JsonMembers(block.Utf8);
        if (!members.Next(out var name, out var point) || !name.SequenceEqual("cachePoint"u8) || point.Kind != JsonValueKind.Object)
            return null;
        string? timeToLive = null;
        var isDefault = false;
        var others = members.Next(out _, out _);
        var fields = new JsonMembers(point.Utf8);
        while (fields.Next(out var field, out var value))
        {
            if (field.SequenceEqual("type"u8))
                isDefault = value.Utf8.Span.SequenceEqual("\"default\""u8);
            else if (field.SequenceEqual("ttl"u8) && value.Kind == JsonValueKind.String)
                timeToLive = value.AsText().ToString();
            else
                others = true;
        }
        return isDefault && !others ? new CacheHint(timeToLive) : null;
    }

    /// <summary>Writes a cache point as a block.</summary>
    public static void Write(Utf8JsonWriter json, CacheHint cache)
    {
        json.WriteStartObject();
        json.WriteStartObject("cachePoint"u8);
        json.WriteString("type"u8, "default"u8);
        if (cache.TimeToLive is not null)
            json.WriteString("ttl"u8, cache.TimeToLive);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
