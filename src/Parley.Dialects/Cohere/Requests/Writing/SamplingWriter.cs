using System.Globalization;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Cohere;

/// <summary>Writes how to draw the next token. Other dialects' values are brought into Cohere's ranges (API reference of <c>/v2/chat</c>), which are narrower.</summary>
internal static class SamplingWriter
{
    private const double LeastP = 0.01;
    private const double MostP = 0.99;
    private const int MostK = 500;

    /// <summary>Writes all members.</summary>
    public static void Write(RequestWriting writing)
    {
        var sampling = writing.Request.Sampling;
        if (sampling.Temperature is { } temperature)
            writing.Json.WriteNumber("temperature"u8, temperature);
        WriteWithin(writing, "p", "top_p", sampling.TopP, LeastP, MostP);
        WriteWithin(writing, "k", "top_k", sampling.TopK, 0, MostK);
        WriteWithin(writing, "frequency_penalty", "frequency_penalty", sampling.FrequencyPenalty, 0, 1);
        WriteWithin(writing, "presence_penalty", "presence_penalty", sampling.PresencePenalty, 0, 1);
        WriteSeed(writing, sampling.Seed);
        if (sampling.Logprobs is { } logprobs)
            writing.Json.WriteBoolean("logprobs"u8, logprobs);
        RecordUnknown(writing.Log, sampling);
    }

    private static void WriteWithin(RequestWriting writing, string name, string field, double? value, double least, double most)
    {
        if (value is not { } said)
            return;
        var within = writing.IsOwn ? said : Math.Clamp(said, least, most);
        if (within != said)
            writing.Log.Clamped(field, Text(said), Text(within));
        writing.Json.WriteNumber(name, within);
    }

    private static void WriteSeed(RequestWriting writing, long? seed)
    {
        if (seed is { } said && (said >= 0 || writing.IsOwn))
            writing.Json.WriteNumber("seed"u8, said);
        else if (seed is { } negative)
            writing.Log.Dropped("seed", negative.ToString(CultureInfo.InvariantCulture));
    }

    private static void RecordUnknown(ConversionLog log, Sampling sampling)
    {
        if (sampling.MinP is { } minP)
            log.Dropped("min_p", Text(minP));
        if (sampling.RepetitionPenalty is { } penalty)
            log.Dropped("repetition_penalty", Text(penalty));
        if (!sampling.LogitBias.IsAbsent)
            log.Dropped("logit_bias", sampling.LogitBias);
        if (sampling.TopLogprobs is > 0 and var alternatives)
            log.Dropped("top_logprobs", Text(alternatives));
        if (sampling.Choices is > 1 and var choices)
            log.DroppedContent("n", Text(choices));
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
