using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>Reads and writes <c>usage</c>. <c>inputTokens</c> leaves out what the cache read or wrote, <c>totalTokens</c> does not.</summary>
internal static class UsageFields
{
    /// <summary>The member beside the usage that names the tier.</summary>
    public const string ServiceTier = "serviceTier";

    private const string CacheDetails = "cacheDetails";

    /// <summary>The usage of an object; anything else counts as not said.</summary>
    /// <param name="usage">The object.</param>
    /// <param name="tier">The tier that stands beside it, an object too.</param>
    public static Usage Read(RawJson usage, RawJson tier)
    {
        if (usage.Kind != JsonValueKind.Object)
            return Usage.Unknown;
        long? input = null, output = null, cacheRead = null, cacheWrite = null, total = null;
        Extras? extras = null;
        var members = new JsonMembers(usage.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("inputTokens"u8))
                input = Count(value);
            else if (name.SequenceEqual("outputTokens"u8))
                output = Count(value);
            else if (name.SequenceEqual("cacheReadInputTokens"u8))
                cacheRead = Count(value);
            else if (name.SequenceEqual("cacheWriteInputTokens"u8))
                cacheWrite = Count(value);
            else if (name.SequenceEqual("totalTokens"u8))
                total = Count(value);
            else if (!name.SequenceEqual("p"u8) && value.Kind != JsonValueKind.Null)
                Keep(name, value, ref extras);
        }
        var hour = extras is null ? null : WrittenForAnHour(extras.Spelling(CacheDetails), cacheWrite);
        return new Usage
        {
            Input = Of(input),
            CacheRead = Of(cacheRead),
            CacheWrite5m = Of(cacheWrite - (hour ?? 0)),
            CacheWrite1h = Of(hour),
            Output = Of(output),
            ServiceTier = ServiceTiers.Read(JsonMembers.Find(tier, "type"u8)),
            ProviderTotal = total,
            Extras = extras,
        };
    }

    /// <summary>Writes the usage. A prompt that nobody has counted is estimated: clients take zero for an empty one.</summary>
    public static void Write(Utf8JsonWriter json, Usage usage, StreamOptions asked, ConversionLog log)
    {
        var isCounted = usage.TotalInput > 0 || usage.Input.IsKnown;
        var cached = usage.CacheRead.Tokens + usage.CacheWrite5m.Tokens + usage.CacheWrite1h.Tokens;
        var input = isCounted ? usage.TotalInput - cached : asked.EstimatedInputTokens;
        json.WriteStartObject("usage"u8);
        json.WriteNumber("inputTokens"u8, input);
        json.WriteNumber("outputTokens"u8, usage.TotalOutput);
        json.WriteNumber("totalTokens"u8, usage.Extras is { Dialect: Names.Dialect } && usage.ProviderTotal is { } total ? total : input + cached + usage.TotalOutput);
        if (usage.CacheRead.IsKnown)
            json.WriteNumber("cacheReadInputTokens"u8, usage.CacheRead.Tokens);
        if (usage.CacheWrite5m.IsKnown || usage.CacheWrite1h.IsKnown)
            json.WriteNumber("cacheWriteInputTokens"u8, usage.CacheWrite5m.Tokens + usage.CacheWrite1h.Tokens);
        WriteCacheDetails(json, usage);
        usage.Extras.Write(json, Names.Dialect, log, "usage");
        json.WriteEndObject();
    }

    private static void WriteCacheDetails(Utf8JsonWriter json, Usage usage)
    {
        if (usage.Extras is { Dialect: Names.Dialect } extras && extras.Spelling(CacheDetails) is { IsAbsent: false } kept)
            kept.WriteMember(json, "cacheDetails"u8);
        else if (usage.CacheWrite1h.Tokens > 0)
        {
            json.WriteStartArray("cacheDetails"u8);
            WriteDetail(json, "1h"u8, usage.CacheWrite1h.Tokens);
            if (usage.CacheWrite5m.Tokens > 0)
                WriteDetail(json, "5m"u8, usage.CacheWrite5m.Tokens);
            json.WriteEndArray();
        }
    }

    private static void WriteDetail(Utf8JsonWriter json, ReadOnlySpan<byte> timeToLive, long tokens)
    {
        json.WriteStartObject();
        json.WriteString("ttl"u8, timeToLive);
        json.WriteNumber("inputTokens"u8, tokens);
        json.WriteEndObject();
    }

    private static void Keep(ReadOnlySpan<byte> name, RawJson value, ref Extras? extras)
    {
        extras ??= new Extras(Names.Dialect);
        if (name.SequenceEqual("cacheDetails"u8))
            extras.AddSpelling(CacheDetails, value);
        else
            extras.Add(System.Text.Encoding.UTF8.GetString(name), value);
    }

    /// <summary>The part of the cache writes that is kept for an hour; never more than all of them.</summary>
    private static long? WrittenForAnHour(RawJson details, long? cacheWrite)
    {
        if (details.Kind != JsonValueKind.Array || cacheWrite is not { } most)
            return null;
        long? hour = null;
        var reader = details.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
        {
            var entry = JsonScan.ReadRaw(ref reader, details.Utf8);
            if (entry.Kind == JsonValueKind.Object && TokensOfAnHour(entry) is { } tokens)
                hour = Math.Min((hour ?? 0) + tokens, most);
        }
        return hour;
    }

    private static long? TokensOfAnHour(RawJson entry)
    {
        long? tokens = null;
        var isHour = false;
        var members = new JsonMembers(entry.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("ttl"u8))
                isHour = value.Utf8.Span.SequenceEqual("\"1h\""u8);
            else if (name.SequenceEqual("inputTokens"u8))
                tokens = Count(value);
        }
        return isHour ? tokens : null;
    }

    private static long? Count(RawJson value)
    {
        var reader = value.CreateReader();
        reader.Read();
        return reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var tokens) && tokens >= 0 ? (long)Math.Min(tokens, TokenCount.Most) : null;
    }

    private static TokenCount Of(long? tokens) => tokens is { } number ? TokenCount.Exact(number) : default;
}
