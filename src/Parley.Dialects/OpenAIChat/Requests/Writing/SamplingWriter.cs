using System.Globalization;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Writes the sampling members. What thinking models of OpenAI reject is left out, unless a caller of this dialect said it: then the upstream's own error tells more.</summary>
internal static class SamplingWriter
{
    /// <summary>Writes all members.</summary>
    public static void Write(RequestWriting writing)
    {
        var sampling = writing.Request.Sampling;
        if (ReferenceEquals(sampling, Sampling.Default))
            return;
        var isThinking = !writing.IsOwn && ModelFamily.IsReasoning(writing.Request.Model);
        WriteReal(writing, "temperature", sampling.Temperature, isThinking && sampling.Temperature != 1);
        WriteReal(writing, "top_p", sampling.TopP, isThinking && sampling.TopP != 1);
        WriteReal(writing, "frequency_penalty", sampling.FrequencyPenalty, isThinking);
        WriteReal(writing, "presence_penalty", sampling.PresencePenalty, isThinking);
        WriteExtended(writing, sampling);
        WriteSeed(writing, sampling);
        WriteLogprobs(writing, sampling, isThinking || writing.Profile.RejectsUnknownMembers);
        if (sampling.Choices is { } choices)
            writing.Json.WriteNumber("n"u8, choices);
    }

    private static void WriteExtended(RequestWriting writing, Sampling sampling)
    {
        var isLeftOut = !writing.Profile.ExtendedSampling && (!writing.IsOwn || writing.Profile.RejectsUnknownMembers);
        WriteReal(writing, "top_k", sampling.TopK, isLeftOut);
        WriteReal(writing, "min_p", sampling.MinP, isLeftOut);
        WriteReal(writing, "repetition_penalty", sampling.RepetitionPenalty, isLeftOut);
    }

    private static void WriteSeed(RequestWriting writing, Sampling sampling)
    {
        if (sampling.Seed is not { } seed)
            return;
        var isRandomSeed = writing.IsMistral || writing.Request.Extras.Spells(Spelling.RandomSeed);
        writing.Json.WriteNumber(isRandomSeed ? "random_seed"u8 : "seed"u8, seed);
    }

    private static void WriteLogprobs(RequestWriting writing, Sampling sampling, bool isLeftOut)
    {
        WriteRaw(writing, "logit_bias", sampling.LogitBias, isLeftOut);
        if (sampling.Logprobs is { } logprobs)
            WriteRaw(writing, "logprobs", logprobs ? True : False, isLeftOut && logprobs);
        // OpenAI refuses alternatives where the probabilities themselves are not asked for; its responses may say them so, and nothing comes of it.
        if (sampling.TopLogprobs is { } top && (writing.IsOwn || sampling.Logprobs == true))
            WriteReal(writing, "top_logprobs", top, isLeftOut);
    }

    private static readonly RawJson True = RawJson.Parse("true");
    private static readonly RawJson False = RawJson.Parse("false");

    private static void WriteRaw(RequestWriting writing, string name, RawJson value, bool isLeftOut)
    {
        if (value.IsAbsent)
            return;
        if (isLeftOut)
        {
            writing.Log.Dropped(name, value);
            return;
        }
        writing.Json.WritePropertyName(name);
        value.WriteValue(writing.Json);
    }

    private static void WriteReal(RequestWriting writing, string name, double? value, bool isLeftOut)
    {
        if (value is not { } number)
            return;
        if (isLeftOut)
            writing.Log.Dropped(name, number.ToString(CultureInfo.InvariantCulture));
        else
            writing.Json.WriteNumber(name, number);
    }
}
