using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>Sources that a text rests on.</summary>
internal static class CitationFields
{
    public static void Write(Utf8JsonWriter json, Citation citation)
    {
        json.WriteStartObject();
        json.Say("url"u8, citation.Url);
        json.Say("title"u8, citation.Title);
        json.Say("text"u8, citation.CitedText);
        json.Say("start"u8, citation.StartIndex);
        json.Say("end"u8, citation.EndIndex);
        json.SayDialect(citation.Dialect);
        json.Say("native"u8, citation.Native);
        json.WriteEndObject();
    }

    /// <summary>Moves to the value behind a name: an array of citations.</summary>
    public static List<Citation> ReadAll(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var citations = new List<Citation>();
        if (!JsonRead.BeginArray(ref reader, body))
            return citations;
        while (JsonRead.NextElement(ref reader))
            citations.Add(Read(ref reader, body));
        return citations;
    }

    /// <summary>Reads the citation whose opening brace the reader stands on.</summary>
    public static Citation Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        JsonRead.Object(ref reader, body);
        var citation = new Citation { Dialect = Names.Dialect };
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("url"u8))
                citation = citation with { Url = JsonRead.String(ref reader, body) };
            else if (reader.ValueTextEquals("title"u8))
                citation = citation with { Title = JsonRead.String(ref reader, body) };
            else if (reader.ValueTextEquals("text"u8))
                citation = citation with { CitedText = JsonRead.Text(ref reader, body) };
            else if (reader.ValueTextEquals("start"u8))
                citation = citation with { StartIndex = JsonRead.Int32(ref reader, body) };
            else if (reader.ValueTextEquals("end"u8))
                citation = citation with { EndIndex = JsonRead.Int32(ref reader, body) };
            else if (reader.ValueTextEquals("dialect"u8))
                citation = citation with { Dialect = JsonRead.String(ref reader, body) ?? Names.Dialect };
            else if (reader.ValueTextEquals("native"u8))
                citation = citation with { Native = JsonRead.Raw(ref reader, body) };
            else
                throw JsonRead.Wrong(ref reader, body, "a member of a citation: url, title, text, start, end, dialect, native");
        }
        return citation;
    }
}
