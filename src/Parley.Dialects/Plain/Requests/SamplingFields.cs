using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>How to draw the next token: members of the request itself.</summary>
internal static class SamplingFields
{
    public static void Write(Utf8JsonWriter json, Sampling sampling)
    {
        json.Say("temperature"u8, sampling.Temperature);
        json.Say("top_p"u8, sampling.TopP);
        json.Say("top_k"u8, sampling.TopK);
        json.Say("min_p"u8, sampling.MinP);
        json.Say("frequency_penalty"u8, sampling.FrequencyPenalty);
        json.Say("presence_penalty"u8, sampling.PresencePenalty);
        json.Say("repetition_penalty"u8, sampling.RepetitionPenalty);
        json.Say("seed"u8, sampling.Seed);
        json.Say("logit_bias"u8, sampling.LogitBias);
        json.Say("logprobs"u8, sampling.Logprobs);
        json.Say("top_logprobs"u8, sampling.TopLogprobs);
        json.Say("n"u8, sampling.Choices);
    }

    /// <summary>Reads the member whose name the reader stands on; false when it is another's.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Sampling sampling)
    {
        if (reader.ValueTextEquals("temperature"u8))
            sampling = sampling with { Temperature = JsonRead.Double(ref reader, body) };
        else if (reader.ValueTextEquals("top_p"u8))
            sampling = sampling with { TopP = JsonRead.Double(ref reader, body) };
        else if (reader.ValueTextEquals("top_k"u8))
            sampling = sampling with { TopK = JsonRead.Int32(ref reader, body) };
        else if (reader.ValueTextEquals("min_p"u8))
            sampling = sampling with { MinP = JsonRead.Double(ref reader, body) };
        else if (reader.ValueTextEquals("frequency_penalty"u8))
            sampling = sampling with { FrequencyPenalty = JsonRead.Double(ref reader, body) };
        else if (reader.ValueTextEquals("presence_penalty"u8))
            sampling = sampling with { PresencePenalty = JsonRead.Double(ref reader, body) };
        else if (reader.ValueTextEquals("repetition_penalty"u8))
            sampling = sampling with { RepetitionPenalty = JsonRead.Double(ref reader, body) };
        else
            return TryReadOthers(ref reader, body, ref sampling);
        return true;
    }

    private static bool TryReadOthers(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Sampling sampling)
    {
        if (reader.ValueTextEquals("seed"u8))
            sampling = sampling with { Seed = JsonRead.Int64(ref reader, body) };
        else if (reader.ValueTextEquals("logit_bias"u8))
            sampling = sampling with { LogitBias = JsonRead.Raw(ref reader, body) };
        else if (reader.ValueTextEquals("logprobs"u8))
            sampling = sampling with { Logprobs = JsonRead.Boolean(ref reader, body) };
        else if (reader.ValueTextEquals("top_logprobs"u8))
            sampling = sampling with { TopLogprobs = JsonDemand.Int32(ref reader, body, 0) };
        else if (reader.ValueTextEquals("n"u8))
            sampling = sampling with { Choices = JsonDemand.Int32(ref reader, body, 1) };
        else
            return false;
        return true;
    }
}
