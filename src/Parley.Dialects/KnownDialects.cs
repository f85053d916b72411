using Parley.Dialects.AnthropicMessages;
using Parley.Dialects.Gemini;
using Parley.Dialects.Ollama;
using Parley.Dialects.OpenAIChat;
using Parley.Dialects.OpenAIResponses;

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

    /// <summary>The operation in which a backend of a dialect is asked for what a caller asked in <paramref name="asked"/>: the same where the dialect has it, else its chat.</summary>
    public static Operation OperationFor(string dialect, Operation asked)
    {
        var spoken = Find(dialect) ?? throw new ArgumentException($"There is no dialect {dialect}.", nameof(dialect));
        var operations = spoken.Operations;
        for (var i = 0; i < operations.Count; i++)
        {
            if (ReferenceEquals(operations[i], asked))
                return asked;
        }
        return operations[0];
    }
}
