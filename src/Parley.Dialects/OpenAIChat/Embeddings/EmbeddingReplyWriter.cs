using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Writes vectors for a caller, in the encoding that it asked for.</summary>
internal static class EmbeddingReplyWriter
{
    /// <summary>Writes the body.</summary>
    public static void Write(EmbeddingReply reply, StreamOptions asked, ConversionLog log, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, JsonWire.WriterOptions);
        json.WriteStartObject();
        // OpenAI has none, but Mistral's client demands one.
        if ((reply.Dialect == Names.Dialect ? reply.Id : reply.Id ?? asked.ReplyId) is { } id)
            json.WriteString("id"u8, id);
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        for (var i = 0; i < reply.Vectors.Count; i++)
            WriteVector(json, reply.Vectors[i], i, asked, reply.Dialect == Names.Dialect, log);
        json.WriteEndArray();
        json.WriteString("model"u8, ReplyWriter.ModelOf(reply.Model, asked));
        PromptUsage.Write(json, reply.Usage, asked, log);
        reply.Extras.WriteOuter(json, log, "");
        json.WriteEndObject();
    }

    private static void WriteVector(Utf8JsonWriter json, EmbeddingVector vector, int index, StreamOptions asked, bool isOwn, ConversionLog log)
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "embedding"u8);
        json.WriteNumber("index"u8, index);
        json.WritePropertyName("embedding"u8);
        // As the provider writes it, where the caller did not say how.
        if (isOwn && asked.VectorEncoding is not ("float" or "base64"))
            vector.Values.WriteValue(json);
        else
            Vectors.Write(vector.Values, asked.VectorEncoding == "base64", json);
        vector.Extras.WriteOuter(json, log, $"data[{index}]");
        json.WriteEndObject();
    }
}
