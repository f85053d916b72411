using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>A list of token counts by modality.</summary>
internal static class ModalityCounts
{
    /// <summary>The pairs of a list; empty when it is none.</summary>
    public static List<(string Modality, long Tokens)> Of(RawJson list)
    {
        var counts = new List<(string, long)>();
        if (list.Kind != JsonValueKind.Array)
            return counts;
        var reader = list.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                continue;
            RawJson modality = default;
            var tokens = 0L;
            while (JsonRead.NextMember(ref reader))
            {
                if (reader.ValueTextEquals("modality"u8))
                    modality = JsonRead.Raw(ref reader, list.Utf8);
                else if (reader.Is("tokenCount"u8, "token_count"u8))
                    tokens = Loose.Count(ref reader) ?? 0;
                else
                    JsonRead.Skip(ref reader);
            }
            counts.Add((Names.Modality(modality), tokens));
        }
        return counts;
    }

    /// <summary>Writes a list, with words or numbers for the modalities.</summary>
    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<char> name, IEnumerable<(string Modality, long Tokens)> counts, bool asNumbers)
    {
        writer.WriteStartArray(name);
        foreach (var (modality, tokens) in counts)
        {
            writer.WriteStartObject();
            Names.WriteModality(writer, modality, asNumbers);
            writer.WriteNumber("tokenCount"u8, tokens);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }
}
