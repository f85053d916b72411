using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Ollama;

/// <summary>Writes what only the last line says, for whole replies and streams. Clients demand whole numbers, so that an unknown one is 0.</summary>
internal static class ClosingWriter
{
    /// <summary>Writes done, its reason, durations and counts.</summary>
    /// <param name="writer">Takes the members.</param>
    /// <param name="word">Why it is done.</param>
    /// <param name="usage">What was used.</param>
    /// <param name="asked">What the caller asked.</param>
    /// <param name="log">Takes what is lost.</param>
    public static void Write(Utf8JsonWriter writer, string word, Usage usage, StreamOptions asked, ConversionLog log)
    {
        writer.WriteBoolean("done"u8, true);
        writer.WriteString("done_reason"u8, word);
        WriteDuration(writer, "total_duration", usage);
        WriteDuration(writer, "load_duration", usage);
        writer.WriteNumber("prompt_eval_count"u8, usage.TotalInput > 0 || usage.Input.IsKnown ? usage.TotalInput : asked.EstimatedInputTokens);
        WriteDuration(writer, "prompt_eval_duration", usage);
        writer.WriteNumber("eval_count"u8, usage.TotalOutput);
        WriteDuration(writer, "eval_duration", usage);
        RecordSums(usage, log);
        if (usage.Extras is { Dialect: not DialectNames.Ollama } extras)
            extras.Record(log, "usage");
    }

    /// <summary>The time of the last line: its own spelling, when this dialect read it.</summary>
    public static void WriteCreatedAt(Utf8JsonWriter writer, Usage usage, long? created, StreamOptions asked)
    {
        if (usage.Extras is { Dialect: DialectNames.Ollama } extras && extras.Spelling("created_at") is { Kind: JsonValueKind.String } spelled)
            spelled.WriteMember(writer, "created_at"u8);
        else
            writer.WriteString("created_at"u8, Timestamp.Write(created ?? asked.Created));
    }

    private static void WriteDuration(Utf8JsonWriter writer, string name, Usage usage)
    {
        writer.WritePropertyName(name);
        var duration = usage.Extras is { Dialect: DialectNames.Ollama } extras ? extras[name] : default;
        var reader = duration.CreateReader();
        if (duration.Kind == JsonValueKind.Number && reader.Read() && reader.TryGetInt64(out var nanoseconds))
            writer.WriteNumberValue(nanoseconds);
        else
            writer.WriteNumberValue(0);
    }

    private static void RecordSums(Usage usage, ConversionLog log)
    {
        RecordSum(usage.CacheRead, "usage.cache_read", "prompt_eval_count", log);
        RecordSum(usage.CacheWrite5m, "usage.cache_write_5m", "prompt_eval_count", log);
        RecordSum(usage.CacheWrite1h, "usage.cache_write_1h", "prompt_eval_count", log);
        RecordSum(usage.AudioInput, "usage.audio_input", "prompt_eval_count", log);
        RecordSum(usage.ImageInput, "usage.image_input", "prompt_eval_count", log);
        RecordSum(usage.Reasoning, "usage.reasoning", "eval_count", log);
        RecordSum(usage.AudioOutput, "usage.audio_output", "eval_count", log);
    }

    private static void RecordSum(TokenCount count, string bucket, string sum, ConversionLog log)
    {
        if (count.Tokens > 0)
            log.Moved(bucket, sum);
    }
}
