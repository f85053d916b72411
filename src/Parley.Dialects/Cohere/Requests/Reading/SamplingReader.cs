using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Reads the members that say how to draw the next token.</summary>
internal sealed class SamplingReader
{
    private Sampling _sampling = Sampling.Default;

    /// <summary>Reads the member whose name the reader stands on; false for another one.</summary>
    public bool TryRead(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (reader.ValueTextEquals("temperature"u8))
            _sampling = _sampling with { Temperature = JsonRead.Double(ref reader, body) };
        else if (reader.ValueTextEquals("p"u8))
            _sampling = _sampling with { TopP = JsonDemand.Double(ref reader, body, 0, 1) };
        else if (reader.ValueTextEquals("k"u8))
            _sampling = _sampling with { TopK = JsonDemand.Int32(ref reader, body, 0, 500) };
        else if (reader.ValueTextEquals("frequency_penalty"u8))
            _sampling = _sampling with { FrequencyPenalty = JsonDemand.Double(ref reader, body, 0, 1) };
        else if (reader.ValueTextEquals("presence_penalty"u8))
            _sampling = _sampling with { PresencePenalty = JsonDemand.Double(ref reader, body, 0, 1) };
        else if (reader.ValueTextEquals("logprobs"u8))
            _sampling = _sampling with { Logprobs = JsonRead.Boolean(ref reader, body) };
        else if (reader.ValueTextEquals("seed"u8))
            ReadSeed(ref reader, body, ref extras);
        else
            return false;
        return true;
    }

    /// <summary>What was said.</summary>
    public Sampling Build() => _sampling;

    /// <summary>Cohere's seeds have 64 bits without a sign; those beyond the sign are nobody else's.</summary>
    private void ReadSeed(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        var ahead = reader;
        ahead.Read();
        if (ahead.TokenType == JsonTokenType.Number && !ahead.TryGetInt64(out _) && ahead.TryGetUInt64(out _))
            OwnExtras.Keep(ref reader, body, ref extras);
        else
            _sampling = _sampling with { Seed = JsonRead.Int64(ref reader, body) };
    }
}
