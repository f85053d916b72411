using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Reads the sampling members of a request.</summary>
internal struct SamplingReader
{
    private Sampling? _read;

    /// <summary>What was read so far.</summary>
    public readonly Sampling Build() => Said;

    private readonly Sampling Said => _read ?? Sampling.Default;

    /// <summary>Reads the member whose name the reader stands on, if it is one of sampling.</summary>
    public bool TryRead(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (reader.ValueTextEquals("temperature"u8))
            _read = Said with { Temperature = JsonDemand.Double(ref reader, body, 0, 2) };
        else if (reader.ValueTextEquals("top_p"u8))
            _read = Said with { TopP = JsonDemand.Double(ref reader, body, 0, 1) };
        else if (reader.ValueTextEquals("frequency_penalty"u8))
            _read = Said with { FrequencyPenalty = JsonDemand.Double(ref reader, body, -2, 2) };
        else if (reader.ValueTextEquals("presence_penalty"u8))
            _read = Said with { PresencePenalty = JsonDemand.Double(ref reader, body, -2, 2) };
        else if (reader.ValueTextEquals("seed"u8))
            _read = Said with { Seed = JsonRead.Int64(ref reader, body) };
        else if (reader.ValueTextEquals("random_seed"u8))
            ReadRandomSeed(ref reader, body, ref extras);
        else if (reader.ValueTextEquals("n"u8))
            _read = Said with { Choices = JsonDemand.Int32(ref reader, body, 1, 128) };
        else
            return TryReadLogprobs(ref reader, body) || TryReadExtended(ref reader, body);
        return true;
    }

    private bool TryReadLogprobs(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("logprobs"u8))
            _read = Said with { Logprobs = JsonRead.Boolean(ref reader, body) };
        else if (reader.ValueTextEquals("top_logprobs"u8))
            _read = Said with { TopLogprobs = JsonDemand.Int32(ref reader, body, 0, 20) };
        else if (reader.ValueTextEquals("logit_bias"u8))
            _read = Said with { LogitBias = JsonRead.Raw(ref reader, body) };
        else
            return false;
        return true;
    }

    /// <summary>vLLM, Together, OpenRouter, Fireworks and llama.cpp take these beside OpenAI's own.</summary>
    private bool TryReadExtended(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("top_k"u8))
            _read = Said with { TopK = JsonRead.Int32(ref reader, body) };
        else if (reader.ValueTextEquals("min_p"u8))
            _read = Said with { MinP = JsonRead.Double(ref reader, body) };
        else if (reader.ValueTextEquals("repetition_penalty"u8))
            _read = Said with { RepetitionPenalty = JsonRead.Double(ref reader, body) };
        else
            return false;
        return true;
    }

    /// <summary>Mistral's name of the seed.</summary>
    private void ReadRandomSeed(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (JsonRead.Int64(ref reader, body) is not { } seed)
            return;
        _read = Said with { Seed = seed };
        ExtraMembers.Note(ref extras, Spelling.RandomSeed);
    }
}
