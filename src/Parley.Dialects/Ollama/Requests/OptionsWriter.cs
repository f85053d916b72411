using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Ollama;

/// <summary>Writes <c>options</c>. What nobody said is left to the model file; <c>num_ctx</c> above all, because another value loads the model anew.</summary>
internal sealed class OptionsWriter(ChatRequest request, ConversionLog log)
{
    /// <summary>Writes the member when there is anything to say, or when the caller's own was empty.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        if (!IsAnythingSaid())
            return;
        var sampling = request.Sampling;
        writer.WriteStartObject("options"u8);
        WriteNumber(writer, "temperature"u8, sampling.Temperature);
        WriteNumber(writer, "top_p"u8, sampling.TopP);
        WriteNumber(writer, "top_k"u8, sampling.TopK);
        WriteNumber(writer, "min_p"u8, sampling.MinP);
        WriteNumber(writer, "seed"u8, sampling.Seed);
        WriteNumber(writer, "num_predict"u8, request.MaxTokens);
        WriteNumber(writer, "repeat_penalty"u8, sampling.RepetitionPenalty);
        WriteNumber(writer, "presence_penalty"u8, sampling.PresencePenalty);
        WriteNumber(writer, "frequency_penalty"u8, sampling.FrequencyPenalty);
        WriteStop(writer);
        WriteExtras(writer);
        writer.WriteEndObject();
    }

    private bool IsAnythingSaid()
    {
        var sampling = request.Sampling;
        return sampling.Temperature is not null || sampling.TopP is not null || sampling.TopK is not null || sampling.MinP is not null || sampling.Seed is not null
            || sampling.RepetitionPenalty is not null || sampling.PresencePenalty is not null || sampling.FrequencyPenalty is not null
            || request.MaxTokens is not null || request.StopSequences.Count > 0
            || PlacedExtras.HasInside(request.Extras, OllamaNames.OptionsPrefix)
            || request.Extras is { Dialect: DialectNames.Ollama } extras && !extras.Spelling("options").IsAbsent;
    }

    private void WriteStop(Utf8JsonWriter writer)
    {
        if (request.StopSequences.Count == 0)
            return;
        writer.WriteStartArray("stop"u8);
        foreach (var sequence in request.StopSequences)
            sequence.WriteValue(writer);
        writer.WriteEndArray();
    }

    private void WriteExtras(Utf8JsonWriter writer)
    {
        if (request.Extras is not { Dialect: DialectNames.Ollama } extras)
            return;
        foreach (var (name, value) in extras.Members)
        {
            if (!name.StartsWith(OllamaNames.OptionsPrefix, StringComparison.Ordinal))
                continue;
            var isReplaced = name is "options.num_predict" ? request.MaxTokens is not null : name is "options.stop" && request.StopSequences.Count > 0;
            if (isReplaced)
            {
                log.Dropped(name, value);
                continue;
            }
            writer.WritePropertyName(name.AsSpan(OllamaNames.OptionsPrefix.Length));
            value.WriteValue(writer);
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } number)
            writer.WriteNumber(name, number);
    }

    private static void WriteNumber(Utf8JsonWriter writer, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
            writer.WriteNumber(name, number);
    }
}
