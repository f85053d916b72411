using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Schemas;

namespace Parley.Dialects.Gemini;

/// <summary>Writes <c>generationConfig</c>.</summary>
internal sealed class GenerationWriter(Utf8JsonWriter writer, ChatRequest request, ConversionLog log, ModelFamily family)
{
    private const int MostStopSequences = 5;
    private const int MostLogprobs = 20;
    private readonly bool _isOwn = request.Dialect == Names.Dialect;

    /// <summary>Writes the member, unless there is nothing to say.</summary>
    /// <param name="writesForm">False when the form of the answer is asked for in words.</param>
    public void Write(bool writesForm)
    {
        ReportSampling();
        if (!HasAny(writesForm))
            return;
        writer.WriteStartObject("generationConfig"u8);
        WriteSampling(request.Sampling);
        if (request.MaxTokens is { } limit)
            writer.WriteNumber("maxOutputTokens"u8, limit);
        WriteStops();
        if (writesForm && request.ResponseFormat is { } format)
            WriteForm(format);
        Thinking.Write(writer, request.Reasoning, request.Extras, family, _isOwn, log);
        Nested.Write(writer, request.Extras, GenerationConfig.Prefix);
        writer.WriteEndObject();
    }

    private bool HasAny(bool writesForm)
    {
        var sampling = request.Sampling;
        return request.MaxTokens is not null || request.StopSequences.Count > 0 || request.Reasoning is not null
            || (writesForm && request.ResponseFormat is not null)
            || (sampling with { LogitBias = default, MinP = null, RepetitionPenalty = null }) != Sampling.Default
            || Nested.Has(request.Extras, GenerationConfig.Prefix) || Nested.Has(request.Extras, GenerationConfig.ThinkingPrefix)
            || !Nested.Spelling(request.Extras, "generationConfig").IsAbsent;
    }

    private void WriteSampling(Sampling sampling)
    {
        WriteNumber("temperature"u8, sampling.Temperature);
        WriteNumber("topP"u8, sampling.TopP);
        WriteNumber("topK"u8, sampling.TopK);
        WriteNumber("presencePenalty"u8, sampling.PresencePenalty);
        WriteNumber("frequencyPenalty"u8, sampling.FrequencyPenalty);
        if (sampling.Seed is { } seed)
            writer.WriteNumber("seed"u8, SeedOf(seed));
        if (sampling.Logprobs is { } logprobs)
            writer.WriteBoolean("responseLogprobs"u8, logprobs);
        if (sampling.TopLogprobs is { } alternatives)
            writer.WriteNumber("logprobs"u8, Clamp("top_logprobs", alternatives, MostLogprobs));
        if (sampling.Choices is { } choices)
            writer.WriteNumber("candidateCount"u8, choices);
    }

    private void WriteNumber(ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } number)
            writer.WriteNumber(name, number);
    }

    private int Clamp(string field, int value, int most)
    {
        if (_isOwn || value <= most)
            return value;
        log.Clamped(field, value.ToString(), most.ToString());
        return most;
    }

    /// <summary>Seeds have 32 bits here.</summary>
    private int SeedOf(long seed)
    {
        var kept = unchecked((int)seed);
        if (kept != seed)
            log.Clamped("seed", seed.ToString(), kept.ToString());
        return kept;
    }

    private void WriteStops()
    {
        if (request.StopSequences.Count == 0)
            return;
        writer.WriteStartArray("stopSequences"u8);
        for (var i = 0; i < request.StopSequences.Count; i++)
        {
            if (i < MostStopSequences || _isOwn)
                request.StopSequences[i].WriteValue(writer);
            else
                log.Dropped($"stop[{i}]", request.StopSequences[i].ToString());
        }
        writer.WriteEndArray();
    }

    private void WriteForm(ResponseFormat format)
    {
        Nested.Report(format.Extras, log, "response_format");
        if (_isOwn && format.Extras is { Dialect: Names.Dialect } spelled)
        {
            foreach (var name in (string[])["responseMimeType", "responseSchema", "responseJsonSchema"])
            {
                if (spelled.Spelling(name) is { IsAbsent: false } value)
                {
                    writer.WritePropertyName(name);
                    value.WriteValue(writer);
                }
            }
            return;
        }
        if (format.Kind != ResponseFormatKind.Text)
            writer.WriteString("responseMimeType"u8, "application/json"u8);
        else if (_isOwn)
            writer.WriteString("responseMimeType"u8, "text/plain"u8);
        if (!_isOwn && !format.Description.IsEmpty)
            log.Dropped("response_format.description", format.Description.ToString());
        if (format.Kind == ResponseFormatKind.JsonSchema && !format.Schema.IsAbsent)
            SchemaLowering.Lower(format.Schema, SchemaRules.OpenApiSubset, log, "response_format.schema").WriteMember(writer, "responseSchema"u8);
    }

    private void ReportSampling()
    {
        var sampling = request.Sampling;
        if (sampling.MinP is { } minP)
            log.Dropped("min_p", minP.ToString());
        if (sampling.RepetitionPenalty is { } penalty)
            log.Dropped("repetition_penalty", penalty.ToString());
        if (!sampling.LogitBias.IsAbsent)
            log.Dropped("logit_bias", sampling.LogitBias);
    }
}
