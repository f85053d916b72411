using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Schemas;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Reads and writes citations. One of Cohere's names a span of the answer and all sources that it rests on; the conversation has one citation for each source.</summary>
internal static class CitationFields
{
    /// <summary>Appends the citations of one object, the whole of which the first one keeps.</summary>
    public static void Read(RawJson whole, List<Citation> citations)
    {
        if (whole.Kind != JsonValueKind.Object)
            return;
        var node = SchemaNode.Of(whole);
        // A span of a plan or of a thought is no span of the text.
        var isOfText = node.Text("type") is null or "TEXT_CONTENT";
        var shared = new Citation
        {
            Dialect = Names.Dialect,
            CitedText = node["text"] is { Kind: JsonValueKind.String } text ? text.AsText() : default,
            StartIndex = isOfText ? Number(node["start"]) : null,
            EndIndex = isOfText ? Number(node["end"]) : null,
        };
        var first = citations.Count;
        foreach (var source in node.Elements("sources"))
            citations.Add(WithSource(shared, SchemaNode.Of(source)));
        if (citations.Count == first)
            citations.Add(shared);
        citations[first] = citations[first] with { Native = whole };
    }

    /// <summary>The element of the content that a citation is about; null when it is not said.</summary>
    public static int? ContentIndexOf(RawJson whole) => Number(SchemaNode.Of(whole)["content_index"]);

    /// <summary>Whether the citation is to be written: further sources of one object stand in it already.</summary>
    public static bool IsWritten(Citation citation) => citation.Dialect != Names.Dialect || !citation.Native.IsAbsent;

    /// <summary>Writes one citation; a source of another dialect is shown as a document.</summary>
    /// <param name="writer">Takes the object.</param>
    /// <param name="citation">The citation.</param>
    /// <param name="content">The element of the content that rests on it; null when there is none.</param>
    public static void Write(Utf8JsonWriter writer, Citation citation, int? content)
    {
        if (citation.Dialect == Names.Dialect)
        {
            citation.Native.WriteValue(writer);
            return;
        }
        writer.WriteStartObject();
        if (citation.StartIndex is { } start)
            writer.WriteNumber("start"u8, start);
        if (citation.EndIndex is { } end)
            writer.WriteNumber("end"u8, end);
        writer.WriteStartArray("sources"u8);
        WriteSource(writer, citation);
        writer.WriteEndArray();
        if (content is { } index)
            writer.WriteNumber("content_index"u8, index);
        writer.WriteString("type"u8, "TEXT_CONTENT"u8);
        writer.WriteEndObject();
    }

    /// <summary>The citation with its span: where it names none, all of the text.</summary>
    public static Citation Spanning(Citation citation, int length) =>
        citation with { StartIndex = citation.StartIndex ?? 0, EndIndex = citation.EndIndex ?? length };

    private static Citation WithSource(Citation shared, SchemaNode source)
    {
        var data = SchemaNode.Of(source.Has("document") ? source["document"] : source["tool_output"]);
        var excerpt = data["text"];
        return shared with
        {
            Url = data.Text("url"),
            Title = data.Text("title") ?? source.Text("id"),
            CitedText = shared.CitedText.IsEmpty && excerpt.Kind == JsonValueKind.String ? excerpt.AsText() : shared.CitedText,
        };
    }

    private static void WriteSource(Utf8JsonWriter writer, Citation citation)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "document"u8);
        writer.WriteString("id"u8, citation.Url ?? citation.Title ?? "");
        writer.WriteStartObject("document"u8);
        if (citation.Title is not null)
            writer.WriteString("title"u8, citation.Title);
        if (citation.Url is not null)
            writer.WriteString("url"u8, citation.Url);
        if (!citation.CitedText.IsEmpty)
            citation.CitedText.WriteMember(writer, "text"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static int? Number(RawJson value) => long.TryParse(value.ToString(), out var number) ? Citation.Index(number) : null;
}
