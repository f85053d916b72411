namespace Parley.Dialects.Ollama;

/// <summary>Ollama's own API: <c>/api/chat</c>, <c>/api/generate</c>, <c>/api/embed</c> and the older <c>/api/embeddings</c>.</summary>
public static class OllamaDialect
{
    /// <summary>The dialect with its operations.</summary>
    public static Dialect Instance { get; } = new(DialectNames.Ollama, "ollama",
    [
        new Operation("chat", new OllamaCodec(OllamaRoute.Chat), [OllamaNames.ChatPath]),
        new Operation("generate", new OllamaCodec(OllamaRoute.Generate), [OllamaNames.GeneratePath]),
        new Operation("embeddings", new EmbeddingCodec(isOld: false), [OllamaNames.EmbeddingPath]),
        new Operation("embedding", new EmbeddingCodec(isOld: true), [OllamaNames.OldEmbeddingPath]),
    ]);
}
