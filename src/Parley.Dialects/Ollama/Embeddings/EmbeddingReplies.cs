using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Ollama;

/// <summary>Vectors: <c>embeddings</c>, or one <c>embedding</c>.</summary>
internal static class EmbeddingReplies
{
    /// <summary>Reads a whole body.</summary>
    /// <exception cref="WireFormatException">It holds no vectors.</exception>
    public static EmbeddingReply Read(ReadOnlyMemory<byte> body) => JsonRead.Guard(body, static (ref reader, body) =>
    {
        var vectors = new List<EmbeddingVector>();
        string? model = null;
        var usage = Usage.Unknown;
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("embeddings"u8))
                ReadVectors(ref reader, body, vectors);
            else if (reader.ValueTextEquals("embedding"u8))
                vectors.Add(new EmbeddingVector(JsonRead.Raw(ref reader, body)));
            else if (reader.ValueTextEquals("model"u8))
                model = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("prompt_eval_count"u8))
                usage = JsonRead.Int64(ref reader, body) is { } count ? new Usage { Input = TokenCount.Exact(Math.Clamp(count, 0, TokenCount.Most)) } : usage;
            else
                ExtrasReading.Keep(ref reader, body, DialectNames.Ollama, ref extras);
        }
        if (vectors.Count == 0 || vectors.Exists(static vector => vector.Values.Kind != JsonValueKind.Array))
            throw new WireFormatException("embeddings", "The reply holds no vectors.");
        foreach (var vector in vectors)
            DemandVector(vector.Values);
        return new EmbeddingReply { Vectors = vectors, Model = model, Usage = usage, Dialect = DialectNames.Ollama, Extras = extras };
    });

    /// <summary>Writes a reply for a caller.</summary>
    public static void Write(EmbeddingReply reply, StreamOptions asked, bool isOld, ConversionLog log, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonWire.WriterOptions);
        json.WriteStartObject();
        if (isOld)
        {
            json.WritePropertyName("embedding"u8);
            Vectors.Write(reply.Vectors[0].Values, base64: false, json);
        }
        else
        {
            json.WriteString("model"u8, reply.Model ?? asked.Model ?? "");
            json.WriteStartArray("embeddings"u8);
            foreach (var vector in reply.Vectors)
                Vectors.Write(vector.Values, base64: false, json);
            json.WriteEndArray();
            if (reply.Usage.IsKnown)
                json.WriteNumber("prompt_eval_count"u8, reply.Usage.TotalInput);
        }
        reply.Extras.Write(json, DialectNames.Ollama, log, "");
        json.WriteEndObject();
    }

    /// <summary>The vector of an empty text has no numbers.</summary>
    private static void DemandVector(RawJson values)
    {
        if (!values.Utf8.Span[1..^1].Trim(" \t\r\n"u8).IsEmpty)
            Vectors.Demand(values);
    }

    private static void ReadVectors(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<EmbeddingVector> vectors)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return;
        while (JsonRead.NextElement(ref reader))
            vectors.Add(new EmbeddingVector(JsonScan.ReadRaw(ref reader, body)));
    }
}
