namespace Parley.Dialects.Cohere;

/// <summary>Cohere's second API: <c>/v2/chat</c>, <c>/v2/embed</c> with its first version, <c>/v2/rerank</c>.</summary>
public static class CohereDialect
{
    /// <summary>The dialect with its operations.</summary>
    public static Dialect Instance { get; } = new(DialectNames.Cohere, "cohere",
    [
        new Operation("chat", new Codec(), ["v2/chat"]),
        new Operation("embeddings", new EmbedCodec(), ["v2/embed", EmbedNames.FirstRoute]),
        new Operation("rerank", new RerankCodec(), ["v2/rerank"]),
    ]);
}
