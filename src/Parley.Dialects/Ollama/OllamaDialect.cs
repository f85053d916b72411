namespace Parley.Dialects.Ollama;

/// <summary>Ollama's own API: <c>/api/chat</c> and <c>/api/generate</c>.</summary>
public static class OllamaDialect
{
    /// <summary>The dialect with its two operations.</summary>
    public static Dialect Instance { get; } = new(DialectNames.Ollama, "ollama",
    [
        new Operation("chat", new OllamaCodec(OllamaRoute.Chat), [OllamaNames.ChatPath]),
        new Operation("generate", new OllamaCodec(OllamaRoute.Generate), [OllamaNames.GeneratePath]),
    ]);
}
