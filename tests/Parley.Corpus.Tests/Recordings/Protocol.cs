using Parley.Dialects;
using Parley.Dialects.AnthropicMessages;
using Parley.Dialects.Bedrock;
using Parley.Dialects.Cohere;
using Parley.Dialects.Gemini;
using Parley.Dialects.Ollama;
using Parley.Dialects.OpenAIChat;
using Parley.Dialects.OpenAIResponses;
using Parley.Dialects.Wire;

namespace Parley.Corpus.Tests.Recordings;

/// <summary>A protocol that recordings speak and answers are checked against.</summary>
/// <param name="Name">The checker's name of it.</param>
/// <param name="StreamName">The checker's name of it for streams.</param>
/// <param name="Codec">Reads and writes it.</param>
internal sealed record Protocol(string Name, string StreamName, IChatCodec Codec)
{
    /// <summary>OpenAI's chat completions.</summary>
    public static Protocol OpenAI { get; } = new("openai.chat", "openai.chat", OpenAIChatDialect.Instance.Chat);

    /// <summary>Mistral's own form of them: content may be a list of chunks.</summary>
    public static Protocol Mistral { get; } = OpenAI with { Name = "mistral.chat", StreamName = "mistral.chat" };

    /// <summary>OpenAI's responses.</summary>
    public static Protocol Responses { get; } = new("openai.responses", "openai.responses", OpenAIResponsesDialect.Instance.Chat);

    /// <summary>Anthropic's messages.</summary>
    public static Protocol Anthropic { get; } = new("anthropic.messages", "anthropic.messages", AnthropicMessagesDialect.Instance.Chat);

    /// <summary>Gemini's generateContent.</summary>
    public static Protocol Gemini { get; } = new("gemini.generateContent", "gemini.streamGenerateContent", GeminiDialect.Instance.Chat) { HasModelInPath = true };

    /// <summary>Ollama's chat.</summary>
    public static Protocol Ollama { get; } = new("ollama.chat", "ollama.chat", OllamaDialect.Instance.Chat) { Framing = StreamFraming.NewlineDelimitedJson };

    /// <summary>Ollama's completions.</summary>
    public static Protocol OllamaGenerate { get; } = new("ollama.generate", "ollama.generate", (IChatCodec)OllamaDialect.Instance.Operations[1].Codec) { Framing = StreamFraming.NewlineDelimitedJson };

    /// <summary>Amazon Bedrock's Converse.</summary>
    public static Protocol Bedrock { get; } = new("bedrock.converse", "bedrock.converseStream", BedrockDialect.Instance.Chat)
    {
        Framing = StreamFraming.AmazonEventStream,
        HasModelInPath = true,
    };

    /// <summary>Cohere's chat.</summary>
    public static Protocol Cohere { get; } = new("cohere.chat.v2", "cohere.chat.v2", CohereDialect.Instance.Chat);

    /// <summary>What every request and error is translated to.</summary>
    public static IReadOnlyList<Protocol> Targets { get; } = [OpenAI, Responses, Anthropic, Gemini, Ollama, Cohere, Bedrock];

    /// <summary>How its streams are cut as a rule.</summary>
    public StreamFraming Framing { get; private init; } = StreamFraming.ServerSentEvents;

    /// <summary>True where the path says the model and whether it streams.</summary>
    public bool HasModelInPath { get; private init; }

    /// <summary>The dialect.</summary>
    public string Dialect => Codec.Dialect;

    /// <summary>The wire of a service's operation, by the checker's rule; null for what Parley does not speak.</summary>
    public static Protocol? Of(string api)
    {
        var operation = api[(api.IndexOf('.') + 1)..];
        return api switch
        {
            "mistral.chat" => Mistral,
            "ollama.chat" => Ollama,
            "ollama.generate" => OllamaGenerate,
            "gemini.generateContent" or "gemini.streamGenerateContent" => Gemini,
            "bedrock.converse" or "bedrock.converseStream" => Bedrock,
            "cohere.chat.v2" => Cohere,
            _ when api.StartsWith("vertex.anthropic", StringComparison.Ordinal) || operation == "messages" => Anthropic,
            _ when operation is "chat" or "openai_chat" => OpenAI,
            _ when operation == "responses" => Responses,
            _ => null,
        };
    }

    /// <summary>The wires in which an answer of this wire is written: its own form and those of all other dialects.</summary>
    public IEnumerable<Protocol> WithOthers() => [this, .. Targets.Append(OllamaGenerate).Where(target => target.Dialect != Dialect)];

    /// <inheritdoc/>
    public override string ToString() => Name;
}
