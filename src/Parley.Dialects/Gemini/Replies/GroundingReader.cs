using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Schemas;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>
/// Reads <c>groundingMetadata</c> as citations, for the dialects that show sources at the text. Within Gemini the metadata passes whole, as an extra of the choice.
/// </summary>
internal static class GroundingReader
{
    /// <summary>The citations.</summary>
    /// <param name="metadata">The whole member.</param>
    /// <param name="text">The answer's text, by whose bytes Gemini counts.</param>
    public static List<Citation> Read(RawJson metadata, GroundedText text)
    {
        var citations = new List<Citation>();
        var node = SchemaNode.Of(metadata);
        var sources = node.Elements("groundingChunks").ConvertAll(static chunk => SourceOf(chunk));
        foreach (var support in node.Elements("groundingSupports"))
            AddSupport(SchemaNode.Of(support), sources, text, citations);
        if (citations.Count == 0)
            citations.AddRange(sources.FindAll(static source => source.Url is not null));
        return citations;
    }

    private static Citation SourceOf(RawJson chunk)
    {
        foreach (var (_, value) in SchemaNode.Of(chunk).Members)
        {
            var source = SchemaNode.Of(value);
            if (source.Text("uri") is not null || source.Text("title") is not null || source.Has("text"))
                return new Citation { Url = source.Text("uri"), Title = source.Text("title"), Dialect = Names.Dialect };
        }
        return new Citation { Dialect = Names.Dialect };
    }

    private static void AddSupport(SchemaNode support, List<Citation> sources, GroundedText text, List<Citation> citations)
    {
        var segment = SchemaNode.Of(support["segment"]);
        var start = Number(segment["startIndex"]) ?? 0;
        var end = Math.Min(Number(segment["endIndex"]) ?? -1, text.Length);
        var hasSpan = start >= 0 && start <= end;
        var cited = segment["text"] is { Kind: JsonValueKind.String } words ? words.AsText() : default;
        foreach (var index in support.Elements("groundingChunkIndices"))
        {
            if (Number(index) is not { } place || place < 0 || place >= sources.Count)
                continue;
            citations.Add(sources[place] with
            {
                CitedText = cited,
                StartIndex = hasSpan ? text.CharactersIn(start) : null,
                EndIndex = hasSpan ? text.CharactersIn(end) : null,
            });
        }
    }

    private static int? Number(RawJson value) => int.TryParse(value.ToString(), out var number) ? number : null;
}
