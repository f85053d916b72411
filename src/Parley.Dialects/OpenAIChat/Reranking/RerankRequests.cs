using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Requests to order documents: <c>documents</c> are texts, or objects with <c>text</c>; Voyage calls <c>top_n</c> <c>top_k</c>.</summary>
internal static class RerankRequests
{
    private const string TopK = "top_k";

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
            else if (reader.ValueTextEquals("top_n"u8) || reader.ValueTextEquals("top_k"u8))
                request = ReadTop(request, ref reader, body, ref extras);
            else if (reader.ValueTextEquals("return_documents"u8))
                request = request with { ReturnDocuments = JsonRead.Boolean(ref reader, body) };
            else
                ExtraMembers.Keep(ref reader, body, ref extras);
        }
        return request with { Extras = extras };
    });

    /// <summary>Writes a body.</summary>
    public static void Write(RerankRequest request, WireProfile profile, ConversionLog log, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonWire.WriterOptions);
        json.WriteStartObject();
        json.WriteString("model"u8, request.Model);
        request.Query.WriteMember(json, "query"u8);
        json.WriteStartArray("documents"u8);
        for (var i = 0; i < request.Documents.Count; i++)
            WriteDocument(json, request.Documents[i], $"documents[{i}]", profile, log);
        json.WriteEndArray();
        WriteTop(json, request, profile);
        if (request.ReturnDocuments is { } returns)
            json.WriteBoolean("return_documents"u8, returns);
        request.Extras.WriteOuter(json, log, "");
        json.WriteEndObject();
    }

    /// <summary>Whether the upstream takes the request as its caller spelled it.</summary>
    public static bool Fit(ReadOnlySpan<byte> body, WireProfile profile)
    {
        if (profile.RerankForm == RerankForm.TopN)
            return true;
        var documents = body.IndexOf("\"documents\""u8);
        return body.IndexOf("\"top_n\""u8) < 0 && (documents < 0 || body[documents..].IndexOf("{"u8) < 0);
    }

    private static void WriteDocument(Utf8JsonWriter json, RerankDocument document, string place, WireProfile profile, ConversionLog log)
    {
        if (!document.Native.IsAbsent && profile.RerankForm == RerankForm.TopN)
        {
            document.Native.WriteValue(json);
            return;
        }
        if (!document.Native.IsAbsent && document.Text.IsEmpty)
            log.DroppedContent(place);
        else if (!document.Native.IsAbsent && !IsTextAlone(document.Native))
            log.Dropped(place, document.Native);
        document.Text.WriteValue(json);
    }

    private static bool IsTextAlone(RawJson document)
    {
        var members = new JsonMembers(document.Utf8);
        return members.Next(out _, out _) && !members.Next(out _, out _);
    }

    private static void WriteTop(Utf8JsonWriter json, RerankRequest request, WireProfile profile)
    {
        if (request.Top is { } top)
            json.WriteNumber(profile.RerankForm == RerankForm.TopK || request.Extras.Spells(TopK) ? "top_k"u8 : "top_n"u8, top);
    }

    private static RerankRequest ReadTop(RerankRequest request, ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (reader.ValueTextEquals("top_k"u8))
            ExtraMembers.Note(ref extras, TopK);
        return request with { Top = JsonRead.Int32(ref reader, body) };
    }
}
