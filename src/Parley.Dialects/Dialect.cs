namespace Parley.Dialects;

/// <summary>One wire format and what can be asked in it.</summary>
/// <param name="Name">The name, as in the catalog: <c>openai-chat</c>, <c>openai-responses</c>, <c>anthropic-messages</c>, <c>gemini</c>, <c>ollama</c>, <c>cohere</c>, <c>parley</c>.</param>
/// <param name="Prefix">The first path segment under which the dialect can be reached besides its own paths: <c>openai</c>, <c>anthropic</c>, <c>gemini</c>, <c>ollama</c>, <c>cohere</c>, <c>parley</c>.</param>
/// <param name="Operations">What can be asked. What a dialect does not have is absent, never a stub.</param>
public sealed record Dialect(string Name, string Prefix, IReadOnlyList<Operation> Operations)
{
    /// <summary>How it chats: the first of its operations.</summary>
    public IChatCodec Chat { get; } = (IChatCodec)Operations[0].Codec;

    /// <summary>The operation in which it is asked for what a caller asked in <paramref name="asked"/>: the same where the dialect has it, else its first of that kind; null when there is none.</summary>
    public Operation? For(Operation asked)
    {
        for (var i = 0; i < Operations.Count; i++)
        {
            if (ReferenceEquals(Operations[i], asked))
                return asked;
        }
        return First(asked.Codec.Kind);
    }

    /// <summary>The operation in which it is usually asked for something of a kind; null when there is none.</summary>
    public Operation? First(OperationKind kind)
    {
        for (var i = 0; i < Operations.Count; i++)
        {
            if (Operations[i].Codec.Kind == kind)
                return Operations[i];
        }
        return null;
    }
}

/// <summary>Something that can be asked in a dialect.</summary>
/// <param name="Name">The name: <c>chat</c>, <c>generate</c>, <c>completions</c>, <c>fim</c>, <c>embeddings</c>, <c>rerank</c>, <c>count_tokens</c>.</param>
/// <param name="Codec">Reads and writes it.</param>
/// <param name="Routes">Where clients post it, as route templates without a leading slash: <c>v1/messages</c>, <c>v1beta/models/{model}:generateContent</c>.</param>
public sealed record Operation(string Name, IOperationCodec Codec, IReadOnlyList<string> Routes)
{
    /// <summary>OpenAI's older completions, which many of its imitators have no more: those are asked to chat.</summary>
    public const string Completions = "completions";
}

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

    /// <summary>Cohere's second API.</summary>
    public const string Cohere = "cohere";

    /// <summary>Amazon Bedrock's Converse and ConverseStream.</summary>
    public const string BedrockConverse = "bedrock-converse";

    /// <summary>OpenAI's responses.</summary>
    public const string OpenAIResponses = "openai-responses";

    /// <summary>Parley's own: the conversation as it is.</summary>
    public const string Parley = "parley";
}
