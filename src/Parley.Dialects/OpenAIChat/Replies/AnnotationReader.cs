using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Reads <c>annotations</c>: each is a citation, kept whole beside what other dialects can show of it.</summary>
internal static class AnnotationReader
{
    /// <summary>Reads the array behind the name; false, with the reader where it was, for anything but an array of objects.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<Citation> citations)
    {
        var ahead = reader;
        ahead.Read();
        if (ahead.TokenType != JsonTokenType.StartArray)
            return false;
        var count = citations.Count;
        while (JsonRead.NextElement(ref ahead))
        {
            if (JsonScan.ReadRaw(ref ahead, body) is { Kind: JsonValueKind.Object } annotation)
                citations.Add(Read(annotation));
        }
        if (citations.Count == count)
            return false;
        reader = ahead;
        return true;
    }

    private static Citation Read(RawJson annotation)
    {
        var citation = new Citation { Dialect = Names.Dialect, Native = annotation };
        var reader = annotation.CreateReader();
        reader.Read();
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("url_citation"u8) && IsObjectNext(reader))
                citation = ReadUrlCitation(ref reader, annotation.Utf8, citation);
            else
                JsonRead.Skip(ref reader);
        }
        return citation;
    }

    private static bool IsObjectNext(Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.StartObject;

    private static Citation ReadUrlCitation(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, Citation citation)
    {
        reader.Read();
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("url"u8))
                citation = citation with { Url = Loose.String(ref reader, body) };
            else if (reader.ValueTextEquals("title"u8))
                citation = citation with { Title = Loose.String(ref reader, body) };
            else if (reader.ValueTextEquals("start_index"u8))
                citation = citation with { StartIndex = IndexOf(ref reader) };
            else if (reader.ValueTextEquals("end_index"u8))
                citation = citation with { EndIndex = IndexOf(ref reader) };
            else
                JsonRead.Skip(ref reader);
        }
        return citation;
    }

    private static int? IndexOf(ref Utf8JsonReader reader) => Citation.Index(Loose.Int64(ref reader));
}
