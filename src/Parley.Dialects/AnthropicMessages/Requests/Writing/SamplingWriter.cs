using System.Globalization;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Writes sampling parameters and stop sequences, and records those that the dialect does not have.</summary>
internal static class SamplingWriter
{
    /// <summary>The least <c>top_p</c> that the API takes while the model thinks.</summary>
    private const double LeastThinkingTopP = 0.95;

    public static void Write(RequestScope scope)
    {
        WriteTemperature(scope);
        WriteTopP(scope);
        WriteTopK(scope);
        WriteStopSequences(scope);
        DropOthers(scope.Request.Sampling, scope.Log);
    }

    /// <summary>While the model thinks the API refuses a temperature (Anthropic, "Extended thinking", feature compatibility).</summary>
    private static void WriteTemperature(RequestScope scope)
    {
        if (scope.Request.Sampling.Temperature is not { } temperature)
            return;
        if (!scope.IsOwn && scope.Thinking.IsOn && temperature != 1)
        {
            scope.Log.Dropped("temperature", Text(temperature));
            return;
        }
        var taken = scope.IsOwn ? temperature : Math.Clamp(temperature, 0, 1);
        if (taken != temperature)
            scope.Log.Clamped("temperature", Text(temperature), Text(taken));
        scope.Json.WriteNumber("temperature"u8, taken);
    }

    private static void WriteTopP(RequestScope scope)
    {
        if (scope.Request.Sampling.TopP is not { } topP)
            return;
        var least = !scope.IsOwn && scope.Thinking.IsOn ? LeastThinkingTopP : double.MinValue;
        var taken = Math.Max(topP, least);
        if (taken != topP)
            scope.Log.Clamped("top_p", Text(topP), Text(taken));
        scope.Json.WriteNumber("top_p"u8, taken);
    }

    private static void WriteTopK(RequestScope scope)
    {
        if (scope.Request.Sampling.TopK is not { } topK)
            return;
        if (!scope.IsOwn && (scope.Thinking.IsOn || topK < 0))
            scope.Log.Dropped("top_k", Text(topK));
        else
            scope.Json.WriteNumber("top_k"u8, topK);
    }

    /// <summary>The API refuses sequences of nothing but white space.</summary>
    private static void WriteStopSequences(RequestScope scope)
    {
        var started = false;
        foreach (var sequence in scope.Request.StopSequences)
        {
            if (!scope.IsOwn && string.IsNullOrWhiteSpace(sequence.ToString()))
            {
                scope.Log.Dropped("stop", "white space");
                continue;
            }
            if (!started)
                scope.Json.WriteStartArray("stop_sequences"u8);
            started = true;
            sequence.WriteValue(scope.Json);
        }
        if (started)
            scope.Json.WriteEndArray();
    }

    private static void DropOthers(Sampling sampling, ConversionLog log)
    {
        Drop(log, "min_p", sampling.MinP);
        Drop(log, "frequency_penalty", sampling.FrequencyPenalty is 0 ? null : sampling.FrequencyPenalty);
        Drop(log, "presence_penalty", sampling.PresencePenalty is 0 ? null : sampling.PresencePenalty);
        Drop(log, "repetition_penalty", sampling.RepetitionPenalty is 1 ? null : sampling.RepetitionPenalty);
        Drop(log, "seed", sampling.Seed);
        Drop(log, "n", sampling.Choices is 1 ? null : sampling.Choices);
        Drop(log, "top_logprobs", sampling.TopLogprobs);
        if (sampling.Logprobs == true)
            log.Dropped("logprobs", "true");
        if (!sampling.LogitBias.IsAbsent)
            log.Dropped("logit_bias", sampling.LogitBias);
    }

    private static void Drop(ConversionLog log, string field, double? value)
    {
        if (value is { } number)
            log.Dropped(field, Text(number));
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
