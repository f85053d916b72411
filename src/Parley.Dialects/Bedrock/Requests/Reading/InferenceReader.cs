using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>Gathers <c>inferenceConfig</c>. One that is empty or has members that are not known here is kept as it was spelled.</summary>
internal sealed class InferenceReader
{
    /// <summary>The most tokens to write; null when not said.</summary>
    public int? MaxTokens { get; private set; }

    /// <summary>How to draw the next token.</summary>
    public Sampling Sampling { get; private set; } = Sampling.Default;

    /// <summary>Texts at which to stop.</summary>
    public IReadOnlyList<JsonText> StopSequences { get; private set; } = [];

    /// <summary>Moves to the value of <c>inferenceConfig</c>.</summary>
    public void Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return;
        extras ??= new Extras(Names.Dialect);
        extras.AddSpelling(Names.InferenceConfig, Names.EmptyObject);
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("maxTokens"u8))
                MaxTokens = JsonRead.Int32(ref reader, body);
            else if (reader.ValueTextEquals("temperature"u8))
                Sampling = Sampling with { Temperature = JsonRead.Double(ref reader, body) };
            else if (reader.ValueTextEquals("topP"u8))
                Sampling = Sampling with { TopP = JsonRead.Double(ref reader, body) };
            else if (reader.ValueTextEquals("stopSequences"u8))
                StopSequences = ReadStopSequences(ref reader, body, extras);
            else
                NestedExtras.Keep(ref reader, body, Names.InferenceConfig, extras);
        }
    }

    private static List<JsonText> ReadStopSequences(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, Extras extras)
    {
        var sequences = new List<JsonText>();
        if (!JsonRead.BeginArray(ref reader, body))
            return sequences;
        while (JsonRead.NextElement(ref reader))
            sequences.Add(JsonRead.TextHere(ref reader, body));
        if (sequences.Count == 0)
            extras.Add($"{Names.InferenceConfig}.stopSequences", RawJson.Parse("[]"));
        return sequences;
    }
}
