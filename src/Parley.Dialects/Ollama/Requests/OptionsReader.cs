using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Ollama;

/// <summary>Reads <c>options</c>: what other dialects know becomes sampling, the rest extras.</summary>
internal sealed class OptionsReader
{
    public Sampling Sampling { get; private set; } = Sampling.Default;

    public int? MaxTokens { get; private set; }

    public List<JsonText> Stop { get; } = [];

    /// <summary>Reads the value behind the name.</summary>
    public void Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return;
        var draft = new Draft();
        var isEmpty = true;
        while (JsonRead.NextMember(ref reader))
        {
            isEmpty = false;
            if (!ReadNumber(ref reader, body, ref draft) && !ReadLimit(ref reader, body, ref extras))
                PlacedExtras.Keep(ref reader, body, OllamaNames.OptionsPrefix, ref extras);
        }
        if (isEmpty)
            (extras ??= new Extras(DialectNames.Ollama)).AddSpelling("options", RawJson.Parse("{}"));
        Sampling = new Sampling
        {
            Temperature = draft.Temperature,
            TopP = draft.TopP,
            TopK = draft.TopK,
            MinP = draft.MinP,
            Seed = draft.Seed,
            RepetitionPenalty = draft.RepeatPenalty,
            PresencePenalty = draft.PresencePenalty,
            FrequencyPenalty = draft.FrequencyPenalty,
        };
    }

    private static bool ReadNumber(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Draft draft)
    {
        if (reader.ValueTextEquals("temperature"u8))
            draft.Temperature = JsonRead.Double(ref reader, body);
        else if (reader.ValueTextEquals("top_p"u8))
            draft.TopP = JsonRead.Double(ref reader, body);
        else if (reader.ValueTextEquals("top_k"u8))
            draft.TopK = JsonRead.Int32(ref reader, body);
        else if (reader.ValueTextEquals("min_p"u8))
            draft.MinP = JsonRead.Double(ref reader, body);
        else if (reader.ValueTextEquals("seed"u8))
            draft.Seed = JsonRead.Int64(ref reader, body);
        else if (reader.ValueTextEquals("repeat_penalty"u8))
            draft.RepeatPenalty = JsonRead.Double(ref reader, body);
        else if (reader.ValueTextEquals("presence_penalty"u8))
            draft.PresencePenalty = JsonRead.Double(ref reader, body);
        else if (reader.ValueTextEquals("frequency_penalty"u8))
            draft.FrequencyPenalty = JsonRead.Double(ref reader, body);
        else
            return false;
        return true;
    }

    private bool ReadLimit(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (reader.ValueTextEquals("num_predict"u8))
            ReadMaxTokens(ref reader, body, ref extras);
        else if (reader.ValueTextEquals("stop"u8))
            ReadStop(ref reader, body, ref extras);
        else
            return false;
        return true;
    }

    /// <summary>-1 writes without end, -2 fills the context: no number of tokens, so they stay extras.</summary>
    private void ReadMaxTokens(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        var limit = JsonRead.Int32(ref reader, body);
        if (limit is > 0 or null)
            MaxTokens = limit;
        else
            (extras ??= new Extras(DialectNames.Ollama)).Add(OllamaNames.OptionsPrefix + "num_predict", JsonScan.ReadRaw(ref reader, body));
    }

    private void ReadStop(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return;
        while (JsonRead.NextElement(ref reader))
            Stop.Add(JsonDemand.TextHere(ref reader, body));
        if (Stop.Count == 0)
            (extras ??= new Extras(DialectNames.Ollama)).Add(OllamaNames.OptionsPrefix + "stop", RawJson.Parse("[]"));
    }

    private struct Draft
    {
        public double? Temperature;
        public double? TopP;
        public int? TopK;
        public double? MinP;
        public long? Seed;
        public double? RepeatPenalty;
        public double? PresencePenalty;
        public double? FrequencyPenalty;
    }
}
