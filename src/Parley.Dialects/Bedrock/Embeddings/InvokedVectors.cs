using System.Globalization;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>The vectors in the answer of a model: one under <c>embedding</c> (Titan), a list under <c>embeddings</c>, or lists by their form in it (Cohere). What was read stands in the body (Titan) or in a header.</summary>
internal static class InvokedVectors
{
    private const string TokensHeader = "x-amzn-bedrock-input-token-count";

    /// <summary>Reads a whole reply.</summary>
    /// <exception cref="WireFormatException">It holds no vectors.</exception>
    public static EmbeddingReply Read(in WireReply reply)
    {
        var read = JsonRead.Guard(reply.Body, static (ref reader, body) => Read(ref reader, body));
        return !read.Usage.IsKnown && long.TryParse(reply.Headers[TokensHeader], NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? read with { Usage = UsageOf(count) } : read;
    }

    private static EmbeddingReply Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        List<EmbeddingVector> vectors = [];
        string? id = null;
        long? tokens = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("embedding"u8))
                vectors = [VectorOf(JsonRead.Raw(ref reader, body))];
            else if (reader.ValueTextEquals("embeddings"u8))
                vectors = ListOf(JsonRead.Raw(ref reader, body));
            else if (reader.ValueTextEquals("inputTextTokenCount"u8))
                tokens = JsonRead.Int64(ref reader, body);
            else if (reader.ValueTextEquals("id"u8))
                id = JsonRead.String(ref reader, body);
            else
                JsonRead.Skip(ref reader);
        }
        return new EmbeddingReply
        {
            Id = id,
            Vectors = vectors.Count > 0 ? vectors : throw NoVectors(),
            Usage = tokens is { } number ? UsageOf(number) : Usage.Unknown,
            Dialect = Names.Dialect,
        };
    }

    private static List<EmbeddingVector> ListOf(RawJson embeddings)
    {
        if (embeddings.Kind == JsonValueKind.Object)
            embeddings = FloatsOf(embeddings);
        if (embeddings.Kind != JsonValueKind.Array)
            throw NoVectors();
        var vectors = new List<EmbeddingVector>();
        var reader = embeddings.CreateReader();
        reader.Read();
        while (JsonRead.NextElement(ref reader))
            vectors.Add(VectorOf(JsonScan.ReadRaw(ref reader, embeddings.Utf8)));
        return vectors;
    }

    private static RawJson FloatsOf(RawJson embeddings)
    {
        var forms = new JsonMembers(embeddings.Utf8);
        while (forms.Next(out var form, out var list))
        {
            if (form.SequenceEqual("float"u8))
                return list;
        }
        return default;
    }

    private static EmbeddingVector VectorOf(RawJson values)
    {
        Vectors.Demand(values);
        return new EmbeddingVector(values);
    }

    private static Usage UsageOf(long tokens) => new() { Input = TokenCount.Exact(Math.Clamp(tokens, 0, TokenCount.Most)) };

    private static WireFormatException NoVectors() => new("embeddings", "The reply holds no vectors.");
}
