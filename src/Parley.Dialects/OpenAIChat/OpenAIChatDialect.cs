namespace Parley.Dialects.OpenAIChat;

/// <summary>The dialect of OpenAI's chat completions, older completions and embeddings, which most providers imitate, with what its imitators added.</summary>
public static class OpenAIChatDialect
{
    private static readonly Codec Chat = new();

    /// <summary>The dialect.</summary>
    public static Dialect Instance { get; } = new(
        Names.Dialect,
        "openai",
        [
            new Operation("chat", Chat, ["v1/chat/completions", "chat/completions"]),
            new Operation(Operation.Completions, new CompletionCodec(), ["v1/completions", "completions"]),
            new Operation("fim", new FillInCodec(Chat), ["v1/fim/completions", "fim/completions"]),
            new Operation("embeddings", new EmbeddingCodec(), ["v1/embeddings", "embeddings"]),
            new Operation("rerank", new RerankCodec(), ["v1/rerank", "rerank"]),
        ]);
}
