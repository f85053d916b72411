using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Documents in order: <c>results</c> of most, <c>data</c> of Voyage.</summary>
internal static class RerankReplies
{
    private const string Data = "data";

    /// <summary>Reads a whole body.</summary>
    /// <exception cref="WireFormatException">It holds no results.</exception>
    public static RerankReply Read(ReadOnlyMemory<byte> body) => JsonRead.Guard(body, static (ref reader, body) =>
    {
        var reply = new RerankReply { Results = [], Dialect = Names.Dialect };
        Extras? extras = null;
        var hasResults = false;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("results"u8) || reader.ValueTextEquals("data"u8))
            {
                if (reader.ValueTextEquals("data"u8))
                    ExtraMembers.Note(ref extras, Data);
                (reply, hasResults) = (reply with { Results = ReadResults(ref reader, body) }, true);
            }
            else if (reader.ValueTextEquals("id"u8))
                reply = reply with { Id = Loose.String(ref reader, body) };
            else if (reader.ValueTextEquals("model"u8))
                reply = reply with { Model = Loose.String(ref reader, body) };
            else if (reader.ValueTextEquals("usage"u8))
                reply = reply with { Usage = PromptUsage.Read(Loose.Object(ref reader, body)) };
            else
                ExtraMembers.Keep(ref reader, body, ref extras);
        }
        return hasResults ? reply with { Extras = extras } : throw NoResults();
    });

    /// <summary>Writes a reply for a caller.</summary>
    public static void Write(RerankReply reply, StreamOptions asked, ConversionLog log, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonWire.WriterOptions);
        json.WriteStartObject();
        if ((reply.Dialect == Names.Dialect ? reply.Id : reply.Id ?? asked.ReplyId) is { } id)
            json.WriteString("id"u8, id);
        json.WriteString("model"u8, ReplyWriter.ModelOf(reply.Model, asked));
        var isVoyages = WordsOf(asked) is { } words ? words == Data : reply.Extras.Spells(Data);
        json.WriteStartArray(isVoyages ? "data"u8 : "results"u8);
        for (var i = 0; i < reply.Results.Count; i++)
            WriteResult(json, reply.Results[i], isVoyages, log, i);
        json.WriteEndArray();
        PromptUsage.Write(json, reply.Usage, asked, log);
        reply.Extras.WriteOuter(json, log, "");
        json.WriteEndObject();
    }

    /// <summary>Whether the reply is spelled as the caller reads it.</summary>
    public static bool IsInWordsOf(StreamOptions asked, ReadOnlyMemory<byte> body)
    {
        if (WordsOf(asked) is not { } words)
            return true;
        var members = new JsonMembers(body);
        while (members.Next(out var name, out _))
        {
            if (name.SequenceEqual("results"u8) || name.SequenceEqual("data"u8))
                return name.SequenceEqual("data"u8) == (words == Data);
        }
        return true;
    }

    /// <summary>Who says <c>top_k</c> speaks as Voyage does, who says <c>top_n</c> as all others; null for who says neither.</summary>
    private static string? WordsOf(StreamOptions asked)
    {
        if (asked.Echo is not { Dialect: Names.Dialect } echo)
            return null;
        return !echo["top_k"].IsAbsent ? Data : "results";
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
        long? index = null;
        Extras? extras = null;
        var reader = item.CreateReader();
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw NoResults();
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("index"u8))
                index = Loose.Int64(ref reader);
            else if (reader.ValueTextEquals("relevance_score"u8) || reader.ValueTextEquals("score"u8))
                result = result with { Score = JsonRead.Raw(ref reader, item.Utf8) };
            else if (reader.ValueTextEquals("document"u8))
                result = result with { Document = JsonRead.Raw(ref reader, item.Utf8) };
            else
                ExtraMembers.Keep(ref reader, item.Utf8, ref extras);
        }
        return index is >= 0 and <= int.MaxValue and var place && result.Score.Kind == JsonValueKind.Number ? result with { Index = (int)place, Extras = extras } : throw NoResults();
    }

    private static void WriteResult(Utf8JsonWriter json, RerankResult result, bool isVoyages, ConversionLog log, int place)
    {
        json.WriteStartObject();
        json.WriteNumber("index"u8, result.Index);
        result.Score.WriteMember(json, "relevance_score"u8);
        WriteDocument(json, result.Document, isVoyages);
        result.Extras.WriteOuter(json, log, $"results[{place}]");
        json.WriteEndObject();
    }

    /// <summary>Voyage repeats a document as a text, others as an object that holds it.</summary>
    private static void WriteDocument(Utf8JsonWriter json, RawJson document, bool isVoyages)
    {
        if (document.IsAbsent)
            return;
        if (isVoyages || document.Kind != JsonValueKind.String)
        {
            document.WriteMember(json, "document"u8);
            return;
        }
        json.WriteStartObject("document"u8);
        document.WriteMember(json, "text"u8);
        json.WriteEndObject();
    }

    private static WireFormatException NoResults() => new("results", "The reply holds no results.");
}
