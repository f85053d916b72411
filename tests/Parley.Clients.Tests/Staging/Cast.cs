using Parley.Clients.Tests.Asking;
using Parley.Clients.Tests.InProcess;
using Parley.Clients.Tests.OutOfProcess;

namespace Parley.Clients.Tests.Staging;

/// <summary>Who takes part: the clients, and the providers whose dialects they are set against.</summary>
public static class Cast
{
    /// <summary>The providers, one for each dialect.</summary>
    public static IReadOnlyList<string> Providers { get; } = ["openai", "anthropic", "gemini", "ollama"];

    /// <summary>The clients' names.</summary>
    public static IReadOnlyList<string> Clients { get; } = ["OpenAI (.NET)", "Anthropic (.NET)", "openai (npm)", "@anthropic-ai/sdk (npm)", "@google/genai (npm)", "ollama (npm)"];

    /// <summary>Every client against every provider.</summary>
    public static TheoryData<string, string> All => Pairs(static _ => true);

    /// <summary>As <see cref="All"/>, without the ollama client, whose dialect lacks what is tested.</summary>
    public static TheoryData<string, string> ExceptOllamaClient => Pairs(static client => client != "ollama (npm)");

    /// <summary>Makes the clients.</summary>
    public static IEnumerable<IOfficialClient> Make(NodeDriver driver) =>
    [
        new OpenAIDotNet(),
        new AnthropicDotNet(),
        new NodeClient(driver, "openai (npm)", "openai", "openai"),
        new NodeClient(driver, "@anthropic-ai/sdk (npm)", "anthropic", "anthropic"),
        new NodeClient(driver, "@google/genai (npm)", "gemini", "genai"),
        new NodeClient(driver, "ollama (npm)", "ollama", "ollama"),
    ];

    private static TheoryData<string, string> Pairs(Func<string, bool> takesPart)
    {
        var pairs = new TheoryData<string, string>();
        foreach (var client in Clients.Where(takesPart))
        {
            foreach (var provider in Providers)
                pairs.Add(client, provider);
        }
        return pairs;
    }
}
