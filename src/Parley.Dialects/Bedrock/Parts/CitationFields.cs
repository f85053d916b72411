using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>Reads and writes <c>citationsContent</c>: a text and the places that it rests on, in documents of the request, in search results or on the web.</summary>
internal static class CitationFields
{
    /// <summary>Moves to the value of <c>citationsContent</c>.</summary>
    public static TextPart? ReadBlock(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        RawJson content = default;
        var citations = new List<Citation>();
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("content"u8))
                content = JsonRead.Raw(ref reader, body);
            else if (reader.ValueTextEquals("citations"u8))
                ReadAll(ref reader, body, citations);
            else
                ExtrasReading.Keep(ref reader, body, Names.Dialect, ref extras);
        }
        var text = JoinTexts(content, out var count);
        // One text with citations is written so anyway.
        if (count != 1 || citations.Count == 0)
            (extras ??= new Extras(Names.Dialect)).AddSpelling(Names.CitationsContent, content.IsAbsent ? RawJson.Parse("[]") : content);
        return new TextPart(text) { Citations = citations };
    }

    /// <summary>What other dialects can show of a citation, and the whole of it.</summary>
    public static Citation Read(RawJson whole)
    {
        string? title = null;
        string? url = null;
        JsonText cited = default;
        var members = new JsonMembers(whole.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("title"u8) && value.Kind == JsonValueKind.String)
                title = value.AsText().ToString();
            else if (name.SequenceEqual("source"u8) && value.Kind == JsonValueKind.String)
                url ??= AddressOrNull(value.AsText().ToString());
            else if (name.SequenceEqual("sourceContent"u8))
                cited = JoinTexts(value, out _);
            else if (name.SequenceEqual("location"u8) && value.Kind == JsonValueKind.Object)
                url = AddressOf(value) ?? url;
        }
        return new Citation { Url = url, Title = title, CitedText = cited, Dialect = Names.Dialect, Native = whole };
    }

    /// <summary>True when the dialect can show it: its own, or one with an address.</summary>
    public static bool CanWrite(Citation citation) => IsOwn(citation) || citation.Url is not null;

    /// <summary>True when the dialect can show at least one of them.</summary>
    public static bool CanWriteAny(IReadOnlyList<Citation> citations)
    {
        foreach (var citation in citations)
        {
            if (CanWrite(citation))
                return true;
        }
        return false;
    }

    /// <summary>Writes one citation; one of another dialect as a page of the web.</summary>
    public static void Write(Utf8JsonWriter json, Citation citation)
    {
        if (IsOwn(citation))
        {
            citation.Native.WriteValue(json);
            return;
        }
        json.WriteStartObject();
        if (citation.Title is not null)
            json.WriteString("title"u8, citation.Title);
        if (!citation.CitedText.IsEmpty)
            WriteTexts(json, "sourceContent"u8, citation.CitedText);
        json.WriteStartObject("location"u8);
        json.WriteStartObject("web"u8);
        json.WriteString("url"u8, citation.Url);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes a list with one text.</summary>
    public static void WriteTexts(Utf8JsonWriter json, ReadOnlySpan<byte> name, JsonText text)
    {
        json.WriteStartArray(name);
        if (!text.IsEmpty)
        {
            json.WriteStartObject();
            text.WriteMember(json, "text"u8);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static bool IsOwn(Citation citation) => citation.Dialect == Names.Dialect && !citation.Native.IsAbsent;

    private static void ReadAll(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<Citation> citations)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return;
        while (JsonRead.NextElement(ref reader))
        {
            JsonRead.Object(ref reader, body);
            citations.Add(Read(JsonScan.ReadRaw(ref reader, body)));
        }
    }

    /// <summary>The texts of a list of objects with a member <c>text</c>, joined.</summary>
    private static JsonText JoinTexts(RawJson list, out int count)
    {
        count = 0;
        if (list.Kind != JsonValueKind.Array)
            return default;
        JsonText only = default;
        ArrayBufferWriter<byte>? joined = null;
        var reader = list.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
        {
            var text = TextOf(JsonScan.ReadRaw(ref reader, list.Utf8));
            if (++count == 1)
            {
                only = text;
                continue;
            }
            if (joined is null)
            {
                joined = new ArrayBufferWriter<byte>();
                joined.Write("\""u8);
                only.WriteEscaped(joined);
            }
            text.WriteEscaped(joined);
        }
        joined?.Write("\""u8);
        return joined is null ? only : JsonText.FromToken(joined.WrittenMemory);
    }

    private static JsonText TextOf(RawJson element)
    {
        if (element.Kind != JsonValueKind.Object)
            return default;
        var members = new JsonMembers(element.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("text"u8) && value.Kind == JsonValueKind.String)
                return value.AsText();
        }
        return default;
    }

    private static string? AddressOf(RawJson location)
    {
        var kinds = new JsonMembers(location.Utf8);
        while (kinds.Next(out _, out var place))
        {
            if (place.Kind != JsonValueKind.Object)
                continue;
            var members = new JsonMembers(place.Utf8);
            while (members.Next(out var name, out var value))
            {
                if (name.SequenceEqual("url"u8) && value.Kind == JsonValueKind.String)
                    return value.AsText().ToString();
            }
        }
        return null;
    }

    private static string? AddressOrNull(string source) => source.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || source.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? source : null;
}
