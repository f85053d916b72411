namespace Parley.Dialects;

/// <summary>One wire format and what can be asked in it.</summary>
/// <param name="Name">The name, as in the catalog: <c>openai-chat</c>, <c>openai-responses</c>, <c>anthropic-messages</c>, <c>gemini</c>, <c>ollama</c>.</param>
/// <param name="Prefix">The first path segment under which the dialect can be reached besides its own paths: <c>openai</c>, <c>anthropic</c>, <c>gemini</c>, <c>ollama</c>.</param>
/// <param name="Operations">What can be asked. What a dialect does not have is absent, never a stub.</param>
public sealed record Dialect(string Name, string Prefix, IReadOnlyList<Operation> Operations);

/// <summary>Something that can be asked in a dialect.</summary>
/// <param name="Name">The name: <c>chat</c>, <c>generate</c>.</param>
/// <param name="Codec">Reads and writes it.</param>
/// <param name="Routes">Where clients post it, as route templates without a leading slash: <c>v1/messages</c>, <c>v1beta/models/{model}:generateContent</c>.</param>
public sealed record Operation(string Name, IChatCodec Codec, IReadOnlyList<string> Routes);

/// <summary>The names of the dialects, as they stand in the catalog and in the configuration.</summary>
public static class DialectNames
{
    /// <summary>OpenAI's chat completions and everything that imitates them.</summary>
    public const string OpenAIChat = "openai-chat";

    /// <summary>Anthropic's messages.</summary>
    public const string AnthropicMessages = "anthropic-messages";

    /// <summary>Google's generateContent and streamGenerateContent.</summary>
    public const string Gemini = "gemini";

    /// <summary>Ollama's own chat and generate.</summary>
    public const string Ollama = "ollama";

    /// <summary>OpenAI's responses.</summary>
    public const string OpenAIResponses = "openai-responses";
}
