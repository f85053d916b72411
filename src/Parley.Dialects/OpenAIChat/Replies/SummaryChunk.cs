using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Parts of an answer's content that imitators took from elsewhere: Databricks' <c>{"type":"reasoning","summary":[{"type":"summary_text","text":...}]}</c>, and <c>output_text</c>.</summary>
internal static class SummaryChunk
{
    /// <summary>Reads the array whose opening bracket the reader stands on, as an upstream sends it.</summary>
    public static void ReadParts(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<Part> parts)
    {
        var start = parts.Count;
        ContentReader.ReadParts(ref reader, body, parts);
        for (var i = start; i < parts.Count; i++)
        {
            if (parts[i] is OpaquePart { Type: "reasoning" } reasoning && JsonMembers.Find(reasoning.Json, "summary"u8) is { Kind: JsonValueKind.Array } summary)
                parts[i] = new ReasoningPart(ThinkingChunk.TextOf(summary));
            else if (parts[i] is OpaquePart { Type: "output_text" } said && JsonMembers.Find(said.Json, "text"u8) is { Kind: JsonValueKind.String } text)
                parts[i] = new TextPart(text.AsText());
        }
    }
}
