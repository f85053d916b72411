using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Documents in order: <c>results</c>, with <c>meta</c> for what is billed.</summary>
internal static class RerankReplies
{
    /// <summary>Reads a whole body.</summary>
    /// <exception cref="WireFormatException">It holds no results.</exception>
    public static RerankReply Read(ReadOnlyMemory<byte> body) => JsonRead.Guard(body, static (ref reader, body) =>
    {
        var reply = new RerankReply { Results = [], Dialect = Names.Dialect };
        Extras? extras = null;
        var hasResults = false;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("results"u8))
                (reply, hasResults) = (reply with { Results = ReadResults(ref reader, body) }, true);
            else if (reader.ValueTextEquals("id"u8))
                reply = reply with { Id = JsonRead.String(ref reader, body) };
            else if (reader.ValueTextEquals("meta"u8))
                reply = reply with { Usage = MetaFields.Read(JsonRead.Raw(ref reader, body)) };
            else
                OwnExtras.Keep(ref reader, body, ref extras);
        }
        return hasResults ? reply with { Extras = extras } : throw NoResults();
    });

    /// <summary>Writes a reply for a caller.</summary>
    public static void Write(RerankReply reply, StreamOptions asked, ConversionLog log, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonWire.WriterOptions);
        json.WriteStartObject();
        json.WriteString("id"u8, ReplyWriter.IdOf(reply.Id, asked));
        json.WriteStartArray("results"u8);
        for (var i = 0; i < reply.Results.Count; i++)
            WriteResult(json, reply.Results[i], log, i);
        json.WriteEndArray();
        var extras = MetaFields.Write(json, reply, isFirst: false, log);
        extras.Write(json, Names.Dialect, log, "");
        json.WriteEndObject();
    }

    private static List<RerankResult> ReadResults(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var results = new List<RerankResult>();
        if (!JsonRead.BeginArray(ref reader, body))
            throw NoResults();
        while (JsonRead.NextElement(ref reader))
            results.Add(ReadResult(JsonScan.ReadRaw(ref reader, body)));
        return results;
    }

    private static RerankResult ReadResult(RawJson item)
    {
        var result = default(RerankResult);
        int? index = null;
        Extras? extras = null;
        var reader = item.CreateReader();
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw NoResults();
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("index"u8))
                index = JsonRead.Int32(ref reader, item.Utf8);
            else if (reader.ValueTextEquals("relevance_score"u8))
                result = result with { Score = JsonRead.Raw(ref reader, item.Utf8) };
            else if (reader.ValueTextEquals("document"u8))
                result = result with { Document = JsonRead.Raw(ref reader, item.Utf8) };
            else
                OwnExtras.Keep(ref reader, item.Utf8, ref extras);
        }
        return index is { } place && result.Score.Kind == JsonValueKind.Number ? result with { Index = place, Extras = extras } : throw NoResults();
    }

    private static void WriteResult(Utf8JsonWriter json, RerankResult result, ConversionLog log, int place)
    {
        json.WriteStartObject();
        json.WriteNumber("index"u8, result.Index);
        result.Score.WriteMember(json, "relevance_score"u8);
        if (!result.Document.IsAbsent)
            result.Document.WriteMember(json, "document"u8);
        result.Extras.Write(json, Names.Dialect, log, $"results[{place}]");
        json.WriteEndObject();
    }

    private static WireFormatException NoResults() => new("results", "The reply holds no results.");
}
