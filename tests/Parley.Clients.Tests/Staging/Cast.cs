using Parley.Clients.Tests.Asking;
using Parley.Clients.Tests.InProcess;
using Parley.Clients.Tests.OutOfProcess;

namespace Parley.Clients.Tests.Staging;

/// <summary>Who takes part: the clients, and the providers whose dialects they are set against.</summary>
public static class Cast
{
    private static readonly Dictionary<string, Role> Roles = new Role[]
    {
        new("OpenAI (.NET)", "openai"),
        new("OpenAI responses (.NET)", "openai-responses", Lacks.StopSequences),
        new("Anthropic (.NET)", "anthropic"),
        new("openai (npm)", "openai", Module: "openai"),
        new("openai responses (npm)", "openai-responses", Lacks.StopSequences, "responses"),
        new("@anthropic-ai/sdk (npm)", "anthropic", Module: "anthropic"),
        new("@google/genai (npm)", "gemini", Lacks.LaterSystemPrompts, "genai"),
        new("ollama (npm)", "ollama", Lacks.ImageAddresses | Lacks.ToolChoices, "ollama"),
        new("cohere-ai (npm)", "cohere", Lacks.Models, "cohere"),
        new("groq-sdk (npm)", "openai", Module: "groq"),
        // Together's own list is a bare array.
        new("together-ai (npm)", "openai", Lacks.Models, "together"),
        // Mistral streams usage unasked and calls whole, and has thoughts and models in a form of its own.
        new("@mistralai/mistralai (npm)", "openai", Lacks.Thoughts | Lacks.StreamedUsage | Lacks.PiecesOfCalls | Lacks.Models, "mistral"),
        new("@langchain/openai (npm)", "openai", Lacks.Models, "langchain"),
        new("@ai-sdk/openai chat (npm)", "openai", Lacks.Thoughts | Lacks.Models, "vercel openai"),
        new("@ai-sdk/openai (npm)", "openai-responses", Lacks.StopSequences | Lacks.Models, "vercel responses"),
        new("@ai-sdk/anthropic (npm)", "anthropic", Lacks.LaterSystemPrompts | Lacks.Models, "vercel anthropic"),
        new("@ai-sdk/google (npm)", "gemini", Lacks.LaterSystemPrompts | Lacks.ImageAddresses | Lacks.Models, "vercel google"),
    }.ToDictionary(static role => role.Name);

    /// <summary>The providers, one for each dialect.</summary>
    public static IReadOnlyList<string> Providers { get; } = ["openai", "anthropic", "gemini", "ollama", "cohere", "openai-responses"];

    /// <summary>The clients' names; those of .NET twice, over HTTP and without a server.</summary>
    public static IReadOnlyList<string> Clients { get; } = [.. Roles.Keys, .. Roles.Values.Where(static role => role.Module is null).Select(static role => role.Name + InProcess)];

    /// <summary>Marks a client whose requests are translated even to its own dialect.</summary>
    public const string SlowLane = ", slow lane";

    /// <summary>Marks a client that reaches the gateway without a server.</summary>
    public const string InProcess = ", in process";

    /// <summary>Every client against every provider, and against its own dialect's once more with translation forced.</summary>
    public static TheoryData<string, string> All => Pairs(Lacks.Nothing);

    /// <summary>As <see cref="All"/>, of those that have thoughts.</summary>
    public static TheoryData<string, string> WithThoughts => Pairs(Lacks.Thoughts);

    /// <summary>As <see cref="All"/>, of those that take images by address.</summary>
    public static TheoryData<string, string> WithImageAddresses => Pairs(Lacks.ImageAddresses);

    /// <summary>As <see cref="All"/>, of those that take a system prompt between turns.</summary>
    public static TheoryData<string, string> WithLaterSystemPrompts => Pairs(Lacks.LaterSystemPrompts);

    /// <summary>As <see cref="All"/>, of those that take stop sequences.</summary>
    public static TheoryData<string, string> WithStopSequences => Pairs(Lacks.StopSequences);

    /// <summary>As <see cref="All"/>, of those that take a choice of tools.</summary>
    public static TheoryData<string, string> WithToolChoices => Pairs(Lacks.ToolChoices);

    /// <summary>As <see cref="All"/>, of those that get usage in streams.</summary>
    public static TheoryData<string, string> WithStreamedUsage => Pairs(Lacks.StreamedUsage);

    /// <summary>As <see cref="All"/>, of those that take streamed calls in pieces.</summary>
    public static TheoryData<string, string> WithPiecesOfCalls => Pairs(Lacks.PiecesOfCalls);

    /// <summary>Makes the clients.</summary>
    public static IEnumerable<IOfficialClient> Make(NodeDriver driver, Transport inProcess) =>
    [
        .. ((Transport[])[Transport.Http, inProcess]).SelectMany(static transport => (IOfficialClient[])[new OpenAIDotNet(transport), new OpenAIResponsesDotNet(transport), new AnthropicDotNet(transport)]),
        .. Roles.Values.Where(static role => role.Module is not null).Select(role => new NodeClient(driver, role.Name, role.Module!)),
    ];

    /// <summary>A client's name without the marks.</summary>
    public static string Plain(string client) => WithoutLane(client).Replace(InProcess, "", StringComparison.Ordinal);

    /// <summary>A client's name without the mark of the slow lane.</summary>
    public static string WithoutLane(string client) => client.Replace(SlowLane, "", StringComparison.Ordinal);

    /// <summary>The provider whose dialect a client speaks.</summary>
    public static string DialectOf(string client) => Roles[Plain(client)].Dialect;

    /// <summary>Whether a client has what is tested.</summary>
    public static bool Has(string client, Lacks what) => (Roles[Plain(client)].Lacks & what) == Lacks.Nothing;

    private static TheoryData<string, string> Pairs(Lacks tested)
    {
        var pairs = new TheoryData<string, string>();
        foreach (var client in Clients.Where(client => Has(client, tested)))
        {
            foreach (var provider in Providers)
                pairs.Add(client, provider);
            pairs.Add(client + SlowLane, DialectOf(client));
        }
        return pairs;
    }

    /// <summary>A client as the tests know it.</summary>
    /// <param name="Name">The client's name in test data.</param>
    /// <param name="Dialect">The provider whose dialect it speaks.</param>
    /// <param name="Lacks">What it lacks.</param>
    /// <param name="Module">Its module in the driver; null for those in this process.</param>
    private sealed record Role(string Name, string Dialect, Lacks Lacks = Lacks.Nothing, string? Module = null);
}
