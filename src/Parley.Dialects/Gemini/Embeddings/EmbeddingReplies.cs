using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>Vectors of either method: one under <c>embedding</c>, several under <c>embeddings</c>.</summary>
internal static class EmbeddingReplies
{
    private const string Metadata = "usageMetadata";

    /// <summary>Reads a whole body.</summary>
    /// <exception cref="WireFormatException">It holds no vectors.</exception>
    public static EmbeddingReply Read(ReadOnlyMemory<byte> body) => JsonRead.Guard(body, static (ref reader, body) =>
    {
        var vectors = new List<EmbeddingVector>();
        var usage = Usage.Unknown;
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("embedding"u8))
                vectors.Add(ReadVector(JsonRead.Raw(ref reader, body)));
            else if (reader.ValueTextEquals("embeddings"u8))
                ReadVectors(ref reader, body, vectors);
            else if (reader.Is("usageMetadata"u8, "usage_metadata"u8))
                usage = ReadUsage(JsonRead.Raw(ref reader, body));
            else
                ExtrasReading.Keep(ref reader, body, Names.Dialect, ref extras);
        }
        return new EmbeddingReply { Vectors = vectors.Count > 0 ? vectors : throw NoVectors(), Usage = usage, Dialect = Names.Dialect, Extras = extras };
    });

    /// <summary>Writes a reply for a caller.</summary>
    public static void Write(EmbeddingReply reply, bool isBatch, ConversionLog log, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonWire.WriterOptions);
        json.WriteStartObject();
        if (isBatch)
            json.WriteStartArray("embeddings"u8);
        else
            json.WritePropertyName("embedding"u8);
        for (var i = 0; i < (isBatch ? reply.Vectors.Count : 1); i++)
            WriteVector(json, reply.Vectors[i], log, i);
        if (isBatch)
            json.WriteEndArray();
        if (reply.Usage.IsKnown)
            WriteUsage(json, reply.Usage);
        Nested.Write(json, reply.Extras, "");
        Nested.Report(reply.Extras, log, "");
        json.WriteEndObject();
    }

    private static void ReadVectors(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<EmbeddingVector> vectors)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return;
        while (JsonRead.NextElement(ref reader))
            vectors.Add(ReadVector(JsonScan.ReadRaw(ref reader, body)));
    }

    private static EmbeddingVector ReadVector(RawJson item)
    {
        var values = default(RawJson);
        Extras? extras = null;
        var reader = item.CreateReader();
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw NoVectors();
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("values"u8))
                values = JsonRead.Raw(ref reader, item.Utf8);
            else
                ExtrasReading.Keep(ref reader, item.Utf8, Names.Dialect, ref extras);
        }
        if (values.Kind != JsonValueKind.Array)
            throw NoVectors();
        Vectors.Demand(values);
        return new EmbeddingVector(values) { Extras = extras };
    }

    private static void WriteVector(Utf8JsonWriter json, EmbeddingVector vector, ConversionLog log, int index)
    {
        json.WriteStartObject();
        json.WritePropertyName("values"u8);
        Vectors.Write(vector.Values, base64: false, json);
        Nested.Write(json, vector.Extras, "");
        Nested.Report(vector.Extras, log, $"embeddings[{index}]");
        json.WriteEndObject();
    }

    /// <summary>Kept as it was spelt: what is counted by modality has no place elsewhere.</summary>
    private static Usage ReadUsage(RawJson metadata)
    {
        var extras = new Extras(Names.Dialect);
        extras.AddSpelling(Metadata, metadata);
        return UsageReader.Read(metadata, searches: 0) with { Extras = extras };
    }

    private static void WriteUsage(Utf8JsonWriter json, Usage usage)
    {
        if (Nested.Spelling(usage.Extras, Metadata) is { IsAbsent: false } own)
        {
            own.WriteMember(json, "usageMetadata"u8);
            return;
        }
        json.WriteStartObject("usageMetadata"u8);
        json.WriteNumber("promptTokenCount"u8, usage.TotalInput);
        json.WriteNumber("totalTokenCount"u8, usage.TotalInput);
        json.WriteEndObject();
    }

    private static WireFormatException NoVectors() => new("embeddings", "The reply holds no vectors.");
}
