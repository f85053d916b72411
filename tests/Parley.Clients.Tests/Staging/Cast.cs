using Parley.Clients.Tests.Asking;
using Parley.Clients.Tests.InProcess;
using Parley.Clients.Tests.OutOfProcess;

namespace Parley.Clients.Tests.Staging;

/// <summary>Who takes part: the clients, and the providers whose dialects they are set against.</summary>
public static class Cast
{
    /// <summary>The providers, one for each dialect.</summary>
    public static IReadOnlyList<string> Providers { get; } = ["openai", "anthropic", "gemini", "ollama", "cohere", "openai-responses"];

    /// <summary>The clients' names.</summary>
    public static IReadOnlyList<string> Clients { get; } =
    [
        "OpenAI (.NET)", "OpenAI responses (.NET)", "Anthropic (.NET)", "openai (npm)", "openai responses (npm)", "@anthropic-ai/sdk (npm)", "@google/genai (npm)", "ollama (npm)", "cohere-ai (npm)",
    ];

    /// <summary>Marks a client whose requests are translated even to its own dialect.</summary>
    public const string SlowLane = ", slow lane";

    /// <summary>Every client against every provider, and against its own dialect's once more with translation forced.</summary>
    public static TheoryData<string, string> All => Pairs(static _ => true);

    /// <summary>As <see cref="All"/>, without the ollama client, whose dialect lacks what is tested.</summary>
    public static TheoryData<string, string> ExceptOllamaClient => Pairs(static client => client != "ollama (npm)");

    /// <summary>As <see cref="All"/>, without the Gemini client, whose dialect lacks what is tested.</summary>
    public static TheoryData<string, string> ExceptGeminiClient => Pairs(static client => client != "@google/genai (npm)");

    /// <summary>As <see cref="All"/>, without the clients of responses, whose dialect lacks what is tested.</summary>
    public static TheoryData<string, string> ExceptResponsesClients => Pairs(static client => DialectOf(client) != "openai-responses");

    /// <summary>Makes the clients.</summary>
    public static IEnumerable<IOfficialClient> Make(NodeDriver driver) =>
    [
        new OpenAIDotNet(),
        new OpenAIResponsesDotNet(),
        new AnthropicDotNet(),
        new NodeClient(driver, "openai (npm)", "openai"),
        new NodeClient(driver, "openai responses (npm)", "responses"),
        new NodeClient(driver, "@anthropic-ai/sdk (npm)", "anthropic"),
        new NodeClient(driver, "@google/genai (npm)", "genai"),
        new NodeClient(driver, "ollama (npm)", "ollama"),
        new NodeClient(driver, "cohere-ai (npm)", "cohere"),
    ];

    /// <summary>A client's name without the mark.</summary>
    public static string Plain(string client) => client.Replace(SlowLane, "", StringComparison.Ordinal);

    /// <summary>The provider whose dialect a client speaks.</summary>
    public static string DialectOf(string client) => Plain(client) switch
    {
        "OpenAI (.NET)" or "openai (npm)" => "openai",
        "OpenAI responses (.NET)" or "openai responses (npm)" => "openai-responses",
        "Anthropic (.NET)" or "@anthropic-ai/sdk (npm)" => "anthropic",
        "@google/genai (npm)" => "gemini",
        "cohere-ai (npm)" => "cohere",
        _ => "ollama",
    };

    private static TheoryData<string, string> Pairs(Func<string, bool> takesPart)
    {
        var pairs = new TheoryData<string, string>();
        foreach (var client in Clients.Where(takesPart))
        {
            foreach (var provider in Providers)
                pairs.Add(client, provider);
            pairs.Add(client + SlowLane, DialectOf(client));
        }
        return pairs;
    }
}
