using Microsoft.Extensions.AI;
using Parley.Extensions.AI.Chat;
using Parley.Extensions.AI.Embeddings;
using Parley.Pipeline;

namespace Parley.Extensions.AI;

/// <summary>Parley in the shapes of Microsoft.Extensions.AI.</summary>
public static class ParleyClientExtensions
{
    /// <summary>
    /// Parley as a chat client. Every option and content is asked as it is said, or told as lost in the response's <see cref="ChatProperties.Losses"/>. What goes wrong is thrown as a <see cref="ParleyException"/>.
    /// The raw representation of a response is its <see cref="Dialects.Conversation.ChatReply"/>, that of each update its <see cref="Dialects.Conversation.ChatEvent"/>; a response's messages can be told again without a loss.
    /// </summary>
    /// <param name="parley">The engine; disposing the client leaves it running.</param>
    /// <param name="model">The model for requests that name none; <c>auto</c> when null.</param>
    /// <param name="ask">What each request asks besides; nothing when null. <see cref="ChatOptions.RawRepresentationFactory"/> may give another for one request, or a <see cref="Dialects.Conversation.ChatRequest"/> to start from.</param>
    public static IChatClient AsChatClient(this ParleyClient parley, string? model = null, AskOptions? ask = null)
    {
        ArgumentNullException.ThrowIfNull(parley);
        return new ParleyChatClient(parley.Gateway, parley, model, ask ?? AskOptions.None);
    }

    /// <inheritdoc cref="AsChatClient(ParleyClient, string, AskOptions)"/>
    public static IChatClient AsChatClient(this Gateway gateway, string? model = null, AskOptions? ask = null)
    {
        ArgumentNullException.ThrowIfNull(gateway);
        return new ParleyChatClient(gateway, null, model, ask ?? AskOptions.None);
    }

    /// <summary>Parley as an embedding generator: of texts, in their order, however many a backend takes at once. What goes wrong is thrown as a <see cref="ParleyException"/>.</summary>
    /// <param name="parley">The engine; disposing the generator leaves it running.</param>
    /// <param name="model">The model for requests that name none.</param>
    /// <param name="ask">What each request asks besides; nothing when null. <see cref="EmbeddingGenerationOptions.RawRepresentationFactory"/> may give another for one request, or a <see cref="Dialects.Conversation.EmbeddingRequest"/> to start from.</param>
    public static IEmbeddingGenerator<string, Embedding<float>> AsEmbeddingGenerator(this ParleyClient parley, string? model = null, AskOptions? ask = null)
    {
        ArgumentNullException.ThrowIfNull(parley);
        return new ParleyEmbeddingGenerator(parley.Gateway, parley, model, ask ?? AskOptions.None);
    }

    /// <inheritdoc cref="AsEmbeddingGenerator(ParleyClient, string, AskOptions)"/>
    public static IEmbeddingGenerator<string, Embedding<float>> AsEmbeddingGenerator(this Gateway gateway, string? model = null, AskOptions? ask = null)
    {
        ArgumentNullException.ThrowIfNull(gateway);
        return new ParleyEmbeddingGenerator(gateway, null, model, ask ?? AskOptions.None);
    }
}
