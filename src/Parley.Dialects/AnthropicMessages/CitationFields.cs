using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Reads and writes citations: places in documents of the request, search results, pages of the web.</summary>
internal static class CitationFields
{
    /// <summary>Moves to the value behind a name and reads a list of citations; null is an empty list.</summary>
    public static IReadOnlyList<Citation> ReadAll(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return [];
        var citations = new List<Citation>();
        while (JsonRead.NextElement(ref reader))
        {
            JsonRead.Object(ref reader, body);
            citations.Add(Read(JsonScan.ReadRaw(ref reader, body)));
        }
        return citations;
    }

    /// <summary>What other dialects can show of a citation, and the whole of it.</summary>
    public static Citation Read(RawJson whole)
    {
        string? url = null;
        string? title = null;
        JsonText cited = default;
        var members = new JsonMembers(whole.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (value.Kind != JsonValueKind.String)
                continue;
            if (name.SequenceEqual("url"u8) || name.SequenceEqual("source"u8))
                url ??= value.AsText().ToString();
            else if (name.SequenceEqual("title"u8) || name.SequenceEqual("document_title"u8))
                title ??= value.AsText().ToString();
            else if (name.SequenceEqual("cited_text"u8))
                cited = value.AsText();
        }
        return new Citation { Url = url, Title = title, CitedText = cited, Dialect = Names.Dialect, Native = whole };
    }

    /// <summary>True when the dialect can show it: its own, or one with an address.</summary>
    public static bool CanWrite(Citation citation) => IsOwn(citation) || citation.Url is not null;

    /// <summary>True for the citation of another provider, as this dialect's replies show it (see <see cref="Write"/>): Anthropic itself takes none without its own index.</summary>
    public static bool IsUnsigned(Citation citation) =>
        JsonMembers.Find(citation.Native, "encrypted_index"u8) is { Kind: JsonValueKind.String } index && index.AsText().IsEmpty;

    /// <summary>Writes one citation; one of another dialect is shown as a search result of the web, the only kind that has an address.</summary>
    public static void Write(Utf8JsonWriter writer, Citation citation)
    {
        if (IsOwn(citation))
        {
            citation.Native.WriteValue(writer);
            return;
        }
        writer.WriteStartObject();
        writer.WriteString("type"u8, "web_search_result_location"u8);
        citation.CitedText.WriteMember(writer, "cited_text"u8);
        writer.WriteString("encrypted_index"u8, ""u8);
        if (citation.Title is null)
            writer.WriteNull("title"u8);
        else
            writer.WriteString("title"u8, citation.Title);
        writer.WriteString("url"u8, citation.Url);
        writer.WriteEndObject();
    }

    /// <summary>Records the span of a citation that rests on a part of its text alone: here one rests on all of its block. What it cites (<c>cited_text</c>) are the source's words, not the answer's.</summary>
    /// <param name="citation">The citation.</param>
    /// <param name="length">How long the text is, in characters.</param>
    /// <param name="log">Takes the record.</param>
    /// <param name="place">Where the citation stands.</param>
    public static void RecordSpan(Citation citation, int length, ConversionLog log, string place)
    {
        if (!IsOwn(citation) && (citation.StartIndex > 0 || citation.EndIndex < length))
            log.Emulated($"{place}.span", $"{citation.StartIndex ?? 0}-{citation.EndIndex ?? length}", "the whole block");
    }

    private static bool IsOwn(Citation citation) => citation.Dialect == Names.Dialect && !citation.Native.IsAbsent;
}
