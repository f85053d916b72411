using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Gemini;

/// <summary>Writes the citations of another dialect as <c>groundingMetadata</c>.</summary>
internal static class GroundingWriter
{
    /// <summary>A citation with its span in bytes, where that is known.</summary>
    public readonly record struct Grounded(Citation Citation, int? Start, int? End);

    /// <summary>Writes the member; nothing for no citations.</summary>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<Grounded> citations)
    {
        if (citations.Count == 0)
            return;
        var sources = new List<(string? Url, string? Title)>();
        foreach (var (citation, _, _) in citations)
        {
            if (!sources.Contains((citation.Url, citation.Title)))
                sources.Add((citation.Url, citation.Title));
        }
        writer.WriteStartObject("groundingMetadata"u8);
        WriteSources(writer, sources);
        writer.WriteStartArray("groundingSupports"u8);
        foreach (var grounded in citations)
            WriteSupport(writer, grounded, sources.IndexOf((grounded.Citation.Url, grounded.Citation.Title)));
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteSources(Utf8JsonWriter writer, List<(string? Url, string? Title)> sources)
    {
        writer.WriteStartArray("groundingChunks"u8);
        foreach (var (url, title) in sources)
        {
            writer.WriteStartObject();
            writer.WriteStartObject(url is null ? "retrievedContext"u8 : "web"u8);
            if (url is not null)
                writer.WriteString("uri"u8, url);
            if (title is not null)
                writer.WriteString("title"u8, title);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void WriteSupport(Utf8JsonWriter writer, Grounded grounded, int source)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("segment"u8);
        if (grounded is { Start: { } start, End: { } end })
        {
            writer.WriteNumber("startIndex"u8, start);
            writer.WriteNumber("endIndex"u8, end);
        }
        if (!grounded.Citation.CitedText.IsEmpty)
            grounded.Citation.CitedText.WriteMember(writer, "text"u8);
        writer.WriteEndObject();
        writer.WriteStartArray("groundingChunkIndices"u8);
        writer.WriteNumberValue(source);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
