using Parley.Dialects.AnthropicMessages;
using Parley.Dialects.Bedrock;
using Parley.Dialects.Cohere;
using Parley.Dialects.Gemini;
using Parley.Dialects.Ollama;
using Parley.Dialects.OpenAIChat;
using Parley.Dialects.OpenAIResponses;
using Parley.Dialects.Plain;

namespace Parley.Dialects;

/// <summary>Every dialect that Parley speaks. A new one is a folder and a line here.</summary>
public static class KnownDialects
{
    private static readonly Dialect[] Every =
    [
        OpenAIChatDialect.Instance,
        AnthropicMessagesDialect.Instance,
        GeminiDialect.Instance,
        OllamaDialect.Instance,
        OpenAIResponsesDialect.Instance,
        CohereDialect.Instance,
        BedrockDialect.Instance,
        PlainDialect.Instance,
    ];

    /// <summary>The dialects.</summary>
    public static IReadOnlyList<Dialect> All => Every;

    /// <summary>The dialect of a name; null when there is none.</summary>
    public static Dialect? Find(string name)
    {
        foreach (var dialect in Every)
        {
            if (dialect.Name == name)
                return dialect;
        }
        return null;
    }
}
