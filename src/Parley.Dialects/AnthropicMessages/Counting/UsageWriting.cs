using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Writes <c>usage</c> objects.</summary>
internal static class UsageWriting
{
    /// <summary>
    /// The usage of a whole reply, or of <c>message_start</c>. A prompt that nobody has counted yet is estimated: clients take zero for an empty one.
    /// </summary>
    public static void WriteWhole(Utf8JsonWriter writer, Usage usage, string? serviceTier, StreamOptions asked, ConversionLog log)
    {
        writer.WriteStartObject("usage"u8);
        WriteInput(writer, usage, asked);
        WriteCacheCreation(writer, usage);
        WriteOutput(writer, usage);
        WriteSearches(writer, usage);
        if (TierOf(serviceTier) is { } tier)
            writer.WriteString("service_tier"u8, tier);
        usage.Extras.Write(writer, Names.Dialect, log, "usage");
        writer.WriteEndObject();
    }

    /// <summary>The usage of <c>message_delta</c>: sums again, without what <c>message_start</c> has said in the same words.</summary>
    public static void WriteFinal(Utf8JsonWriter writer, Usage usage, Usage first, StreamOptions asked, ConversionLog log)
    {
        writer.WriteStartObject("usage"u8);
        WriteInput(writer, usage, asked);
        if (usage.CacheWrite1h != first.CacheWrite1h || usage.CacheWrite5m != first.CacheWrite5m)
            WriteCacheCreation(writer, usage);
        WriteOutput(writer, usage);
        if (usage.Searches != first.Searches)
            WriteSearches(writer, usage);
        ExtrasSince(usage.Extras, first.Extras).Write(writer, Names.Dialect, log, "usage");
        writer.WriteEndObject();
    }

    private static void WriteInput(Utf8JsonWriter writer, Usage usage, StreamOptions asked)
    {
        var input = usage.Input.Tokens + usage.AudioInput.Tokens + usage.ImageInput.Tokens;
        writer.WriteNumber("input_tokens"u8, usage.TotalInput == 0 && !usage.Input.IsKnown ? asked.EstimatedInputTokens : input);
        if (usage.CacheWrite5m.IsKnown || usage.CacheWrite1h.IsKnown)
            writer.WriteNumber("cache_creation_input_tokens"u8, usage.CacheWrite5m.Tokens + usage.CacheWrite1h.Tokens);
        if (usage.CacheRead.IsKnown)
            writer.WriteNumber("cache_read_input_tokens"u8, usage.CacheRead.Tokens);
    }

    private static void WriteCacheCreation(Utf8JsonWriter writer, Usage usage)
    {
        if (!usage.CacheWrite1h.IsKnown || usage.Extras is { Dialect: Names.Dialect } extras && !extras[UsageFields.CacheCreation].IsAbsent)
            return;
        writer.WriteStartObject("cache_creation"u8);
        writer.WriteNumber("ephemeral_5m_input_tokens"u8, usage.CacheWrite5m.Tokens);
        writer.WriteNumber("ephemeral_1h_input_tokens"u8, usage.CacheWrite1h.Tokens);
        writer.WriteEndObject();
    }

    private static void WriteOutput(Utf8JsonWriter writer, Usage usage)
    {
        writer.WriteNumber("output_tokens"u8, usage.TotalOutput);
        if (!usage.Reasoning.IsKnown)
            return;
        writer.WriteStartObject("output_tokens_details"u8);
        writer.WriteNumber("thinking_tokens"u8, usage.Reasoning.Tokens);
        writer.WriteEndObject();
    }

    private static void WriteSearches(Utf8JsonWriter writer, Usage usage)
    {
        if (usage.Searches == 0 || usage.Extras is { Dialect: Names.Dialect } extras && !extras[UsageFields.ServerTools].IsAbsent)
            return;
        writer.WriteStartObject(UsageFields.ServerTools);
        writer.WriteNumber("web_search_requests"u8, usage.Searches);
        writer.WriteEndObject();
    }

    /// <summary>OpenAI's words for the tiers that both have; <c>flex</c> and <c>scale</c> have no twin here.</summary>
    private static string? TierOf(string? serviceTier) => serviceTier switch
    {
        "default" => "standard",
        "standard" or "priority" or "batch" => serviceTier,
        _ => null,
    };

    private static Extras? ExtrasSince(Extras? extras, Extras? first)
    {
        if (extras is null || first is null)
            return extras;
        var rest = new Extras(extras.Dialect);
        foreach (var (name, value) in extras.Members)
        {
            if (first[name] != value)
                rest.Add(name, value);
        }
        return rest;
    }
}
