namespace Parley.Dialects.OpenAIChat;

/// <summary>The dialect of OpenAI's chat completions and embeddings, which most providers imitate.</summary>
public static class OpenAIChatDialect
{
    /// <summary>The dialect.</summary>
    public static Dialect Instance { get; } = new(
        Names.Dialect,
        "openai",
        [
            new Operation("chat", new Codec(), ["v1/chat/completions", "chat/completions"]),
            new Operation("embeddings", new EmbeddingCodec(), ["v1/embeddings", "embeddings"]),
            new Operation("rerank", new RerankCodec(), ["v1/rerank", "rerank"]),
        ]);
}
