namespace Parley.Dialects.Gemini;

/// <summary>Google's generateContent, streamGenerateContent, embeddings and countTokens, as the Gemini API (<c>v1beta</c>, <c>v1</c>) has them.</summary>
public static class GeminiDialect
{
    private static readonly Codec Chat = new();

    /// <summary>The dialect with its operations and routes.</summary>
    public static Dialect Instance { get; } = new(
        DialectNames.Gemini,
        "gemini",
        [
            new Operation("chat", Chat, [.. RoutesOf("generateContent"), .. RoutesOf("streamGenerateContent")]),
            new Operation("embeddings", new EmbeddingCodec(isBatch: true), RoutesOf("batchEmbedContents")),
            new Operation("embedding", new EmbeddingCodec(isBatch: false), RoutesOf("embedContent")),
            new Operation("count_tokens", new CountCodec(Chat), RoutesOf("countTokens")),
        ]);

    /// <summary>Some clients leave <c>models/</c> out before a name with a slash.</summary>
    private static string[] RoutesOf(string method) => [$"v1beta/models/{{model}}:{method}", $"v1beta/{{model}}:{method}", $"v1/models/{{model}}:{method}"];
}
