using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Cohere;

/// <summary>Writes <c>usage</c>: as Cohere said it, otherwise the tokens, which stand for the billed units too, since clients read the one or the other.</summary>
internal static class UsageWriter
{
    /// <summary>Writes the member.</summary>
    public static void Write(Utf8JsonWriter writer, Usage usage, StreamOptions asked, ConversionLog log)
    {
        if (usage.Extras.Spelled(Spelling.Usage) is { IsAbsent: false } spelled)
        {
            spelled.WriteMember(writer, "usage"u8);
            return;
        }
        usage.Extras.Record(log, "usage");
        var input = usage.Input.IsKnown || usage.TotalInput > 0 ? usage.TotalInput : asked.EstimatedInputTokens;
        writer.WriteStartObject("usage"u8);
        writer.WriteStartObject("billed_units"u8);
        WriteSums(writer, input, usage);
        writer.WriteEndObject();
        writer.WriteStartObject("tokens"u8);
        WriteSums(writer, input, usage);
        if (usage.Reasoning.IsKnown)
            writer.WriteNumber("reasoning_tokens"u8, usage.Reasoning.Tokens);
        if (usage.ImageInput.IsKnown)
            writer.WriteNumber("image_tokens"u8, usage.ImageInput.Tokens);
        writer.WriteEndObject();
        if (usage.CacheRead.IsKnown)
            writer.WriteNumber("cached_tokens"u8, usage.CacheRead.Tokens);
        writer.WriteEndObject();
        RecordSum(usage.CacheWrite5m, "usage.cache_write_5m", "usage.tokens.input_tokens", log);
        RecordSum(usage.CacheWrite1h, "usage.cache_write_1h", "usage.tokens.input_tokens", log);
        RecordSum(usage.AudioInput, "usage.audio_input", "usage.tokens.input_tokens", log);
        RecordSum(usage.AudioOutput, "usage.audio_output", "usage.tokens.output_tokens", log);
    }

    private static void WriteSums(Utf8JsonWriter writer, long input, Usage usage)
    {
        writer.WriteNumber("input_tokens"u8, input);
        writer.WriteNumber("output_tokens"u8, usage.TotalOutput);
    }

    private static void RecordSum(TokenCount count, string bucket, string sum, ConversionLog log)
    {
        if (count.Tokens > 0)
            log.Moved(bucket, sum);
    }
}
