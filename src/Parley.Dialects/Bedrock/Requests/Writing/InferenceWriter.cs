using System.Globalization;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Bedrock;

/// <summary>Writes <c>inferenceConfig</c>, and records the sampling parameters that the dialect does not have.</summary>
internal static class InferenceWriter
{
    /// <summary>The least <c>topP</c> that Claude takes while it thinks.</summary>
    private const double LeastThinkingTopP = 0.95;

    public static void Write(RequestScope scope)
    {
        var request = scope.Request;
        var temperature = Temperature(scope);
        var topP = TopP(scope);
        var sequences = StopSequences(scope);
        if (request.MaxTokens is not null || temperature is not null || topP is not null || sequences.Count > 0 || NestedExtras.HasAny(request.Extras, Names.InferenceConfig))
        {
            scope.Json.WriteStartObject("inferenceConfig"u8);
            if (request.MaxTokens is { } limit)
                scope.Json.WriteNumber("maxTokens"u8, limit);
            if (temperature is { } heat)
                scope.Json.WriteNumber("temperature"u8, heat);
            if (topP is { } share)
                scope.Json.WriteNumber("topP"u8, share);
            WriteStopSequences(scope, sequences);
            NestedExtras.Write(request.Extras, Names.InferenceConfig, scope.Json);
            scope.Json.WriteEndObject();
        }
        DropOthers(request.Sampling, scope.Log);
    }

    /// <summary>Claude refuses a temperature while it thinks, Nova at its highest effort.</summary>
    private static double? Temperature(RequestScope scope)
    {
        if (scope.Request.Sampling.Temperature is not { } temperature || scope.IsOwn)
            return scope.Request.Sampling.Temperature;
        if (temperature != 1 && ThinksWithClaude(scope) || ThinksHardWithNova(scope))
        {
            scope.Log.Dropped("temperature", Text(temperature));
            return null;
        }
        return Clamp("temperature", temperature, 0, 1, scope.Log);
    }

    private static double? TopP(RequestScope scope)
    {
        if (scope.Request.Sampling.TopP is not { } topP || scope.IsOwn)
            return scope.Request.Sampling.TopP;
        if (!ThinksHardWithNova(scope))
            return Clamp("top_p", topP, ThinksWithClaude(scope) ? LeastThinkingTopP : 0, 1, scope.Log);
        scope.Log.Dropped("top_p", Text(topP));
        return null;
    }

    private static double Clamp(string field, double value, double least, double most, ConversionLog log)
    {
        var taken = Math.Clamp(value, least, most);
        if (taken != value)
            log.Clamped(field, Text(value), Text(taken));
        return taken;
    }

    private static bool ThinksWithClaude(RequestScope scope) => scope.Thinking.IsOn && scope.Family.Maker == Maker.Claude;

    private static bool ThinksHardWithNova(RequestScope scope) => scope.Thinking is { IsOn: true, Effort: "high" } && scope.Family.Maker == Maker.Nova2;

    /// <summary>Models refuse sequences of nothing but white space.</summary>
    private static List<Wire.JsonText> StopSequences(RequestScope scope)
    {
        var taken = new List<Wire.JsonText>();
        foreach (var sequence in scope.Request.StopSequences)
        {
            if (scope.IsOwn || !sequence.IsBlank)
                taken.Add(sequence);
            else
                scope.Log.Dropped("stop", "white space");
        }
        return taken;
    }

    private static void WriteStopSequences(RequestScope scope, List<Wire.JsonText> sequences)
    {
        if (sequences.Count == 0)
            return;
        scope.Json.WriteStartArray("stopSequences"u8);
        foreach (var sequence in sequences)
            sequence.WriteValue(scope.Json);
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
