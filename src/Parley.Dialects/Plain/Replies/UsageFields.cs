using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>What was used: each bucket that somebody counted, with its quality.</summary>
internal static class UsageFields
{
    /// <summary>Writes it as a member; nothing where nothing is known.</summary>
    public static void Write(Utf8JsonWriter json, Usage usage)
    {
        if (usage == Usage.Unknown)
            return;
        json.WriteStartObject("usage"u8);
        Write(json, "input"u8, usage.Input);
        Write(json, "cache_read"u8, usage.CacheRead);
        Write(json, "cache_write_5m"u8, usage.CacheWrite5m);
        Write(json, "cache_write_1h"u8, usage.CacheWrite1h);
        Write(json, "audio_input"u8, usage.AudioInput);
        Write(json, "image_input"u8, usage.ImageInput);
        Write(json, "output"u8, usage.Output);
        Write(json, "reasoning"u8, usage.Reasoning);
        Write(json, "audio_output"u8, usage.AudioOutput);
        if (usage.Searches > 0)
            json.WriteNumber("searches"u8, usage.Searches);
        if (usage.ServiceTier != ServiceTier.Unknown)
            json.WriteString("service_tier"u8, Word<ServiceTier>.Of(usage.ServiceTier));
        json.Say("provider_total"u8, usage.ProviderTotal);
        ExtrasFields.Write(json, usage.Extras);
        json.WriteEndObject();
    }

    /// <summary>Moves to the value behind a name.</summary>
    public static Usage Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var usage = new Usage();
        if (!JsonRead.BeginObject(ref reader, body))
            return Usage.Unknown;
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (!TryReadPrompt(ref reader, body, ref usage) && !TryReadAnswer(ref reader, body, ref usage))
                ExtrasFields.Read(ref reader, body, ref extras);
        }
        return usage with { Extras = extras };
    }

    private static bool TryReadPrompt(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Usage usage)
    {
        if (reader.ValueTextEquals("input"u8))
            usage = usage with { Input = ReadCount(ref reader, body) };
        else if (reader.ValueTextEquals("cache_read"u8))
            usage = usage with { CacheRead = ReadCount(ref reader, body) };
        else if (reader.ValueTextEquals("cache_write_5m"u8))
            usage = usage with { CacheWrite5m = ReadCount(ref reader, body) };
        else if (reader.ValueTextEquals("cache_write_1h"u8))
            usage = usage with { CacheWrite1h = ReadCount(ref reader, body) };
        else if (reader.ValueTextEquals("audio_input"u8))
            usage = usage with { AudioInput = ReadCount(ref reader, body) };
        else if (reader.ValueTextEquals("image_input"u8))
            usage = usage with { ImageInput = ReadCount(ref reader, body) };
        else
            return false;
        return true;
    }

    private static bool TryReadAnswer(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Usage usage)
    {
        if (reader.ValueTextEquals("output"u8))
            usage = usage with { Output = ReadCount(ref reader, body) };
        else if (reader.ValueTextEquals("reasoning"u8))
            usage = usage with { Reasoning = ReadCount(ref reader, body) };
        else if (reader.ValueTextEquals("audio_output"u8))
            usage = usage with { AudioOutput = ReadCount(ref reader, body) };
        else if (reader.ValueTextEquals("searches"u8))
            usage = usage with { Searches = Math.Clamp(JsonRead.Int64(ref reader, body) ?? 0, 0, TokenCount.Most) };
        else if (reader.ValueTextEquals("service_tier"u8))
            usage = usage with { ServiceTier = Word<ServiceTier>.Read(ref reader, body) ?? ServiceTier.Unknown };
        else if (reader.ValueTextEquals("provider_total"u8))
            usage = usage with { ProviderTotal = JsonRead.Int64(ref reader, body) };
        else
            return false;
        return true;
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, TokenCount count)
    {
        if (!count.IsKnown)
            return;
        json.WriteStartObject(name);
        json.WriteNumber("tokens"u8, count.Tokens);
        json.WriteString("quality"u8, Word<TokenCountQuality>.Of(count.Quality));
        json.WriteEndObject();
    }

    private static TokenCount ReadCount(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return default;
        long tokens = 0;
        var quality = TokenCountQuality.Exact;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("tokens"u8))
                tokens = Math.Clamp(JsonRead.Int64(ref reader, body) ?? 0, 0, TokenCount.Most);
            else if (reader.ValueTextEquals("quality"u8))
                quality = Word<TokenCountQuality>.Read(ref reader, body) ?? quality;
            else
                JsonRead.Skip(ref reader);
        }
        return new TokenCount(tokens, quality);
    }
}
