using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Reads <c>annotations</c>: each is a citation, kept whole beside what other dialects can show of it.</summary>
internal static class AnnotationReader
{
    /// <summary>Reads a list; anything else has no citations.</summary>
    public static IReadOnlyList<Citation> ReadAll(RawJson annotations)
    {
        if (annotations.Kind != JsonValueKind.Array || JsonMembers.IsEmptyList(annotations))
            return [];
        var citations = new List<Citation>();
        var reader = annotations.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
        {
            if (JsonScan.ReadRaw(ref reader, annotations.Utf8) is { Kind: JsonValueKind.Object } annotation)
                citations.Add(Read(annotation));
        }
        return citations;
    }

    /// <summary>Reads one: <c>url_citation</c>, or a file's, whose name is the title.</summary>
    public static Citation Read(RawJson annotation)
    {
        var citation = new Citation { Dialect = Names.Dialect, Native = annotation };
        var members = new JsonMembers(annotation.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("url"u8))
                citation = citation with { Url = TextOf(value) };
            else if (name.SequenceEqual("title"u8) || name.SequenceEqual("filename"u8))
                citation = citation with { Title = TextOf(value) };
            else if (name.SequenceEqual("start_index"u8))
                citation = citation with { StartIndex = NumberOf(value) };
            else if (name.SequenceEqual("end_index"u8))
                citation = citation with { EndIndex = NumberOf(value) };
        }
        return citation;
    }

    private static string? TextOf(RawJson value) => value.Kind == JsonValueKind.String ? value.AsText().ToString() : null;

    private static int? NumberOf(RawJson value)
    {
        if (value.Kind != JsonValueKind.Number)
            return null;
        var reader = value.CreateReader();
        reader.Read();
        return reader.TryGetInt64(out var number) ? Citation.Index(number) : null;
    }
}
