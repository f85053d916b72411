using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Requests to order documents, which are texts here; of objects of other dialects only their <c>text</c> is taken.</summary>
internal static class RerankRequests
{
    /// <summary>Reads a whole body.</summary>
    public static RerankRequest Read(ReadOnlyMemory<byte> body) => JsonRead.Guard(body, static (ref reader, body) =>
    {
        var request = new RerankRequest { Model = "", Query = default, Documents = [], Dialect = Names.Dialect };
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("model"u8))
                request = request with { Model = JsonRead.String(ref reader, body) ?? "" };
            else if (reader.ValueTextEquals("query"u8))
                request = request with { Query = JsonRead.Text(ref reader, body) };
            else if (reader.ValueTextEquals("documents"u8))
                request = request with { Documents = RerankPeek.ReadDocuments(ref reader, body) };
            else if (reader.ValueTextEquals("top_n"u8))
                request = request with { Top = JsonRead.Int32(ref reader, body) };
            else
                OwnExtras.Keep(ref reader, body, ref extras);
        }
        return request with { Extras = extras };
    });

    /// <summary>Writes a body.</summary>
    public static void Write(RerankRequest request, ConversionLog log, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonWire.WriterOptions);
        json.WriteStartObject();
        json.WriteString("model"u8, request.Model);
        request.Query.WriteMember(json, "query"u8);
        json.WriteStartArray("documents"u8);
        for (var i = 0; i < request.Documents.Count; i++)
            WriteDocument(json, request.Documents[i], i, log);
        json.WriteEndArray();
        if (request.Top is { } top)
            json.WriteNumber("top_n"u8, top);
        if (request.ReturnDocuments == true)
            log.Emulated("return_documents", "true", "the documents of the request");
        request.Extras.Write(json, Names.Dialect, log, "");
        json.WriteEndObject();
    }

    /// <summary>An object without a text is ordered by its JSON.</summary>
    private static void WriteDocument(Utf8JsonWriter json, RerankDocument document, int index, ConversionLog log)
    {
        var place = $"documents[{index}]";
        if (!document.Native.IsAbsent && document.Text.IsEmpty)
        {
            log.Moved(place, $"{place}, as its JSON");
            json.WriteStringValue(document.Native.Utf8.Span);
            return;
        }
        document.Text.WriteValue(json);
        if (document.Native.IsAbsent)
            return;
        var members = new JsonMembers(document.Native.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (!name.SequenceEqual("text"u8))
                log.Dropped($"{place}.{System.Text.Encoding.UTF8.GetString(name)}", value);
        }
    }
}
