using Microsoft.Extensions.AI;
using Parley.Extensions.AI.Backends;

namespace Parley.Extensions.AI;

/// <summary>Clients of Microsoft.Extensions.AI as backends.</summary>
public static class ParleyBuilderExtensions
{
    /// <summary>Adds any chat client as a backend. Several calls may use it at once; it is the host's to dispose.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="client">The client.</param>
    /// <param name="id">The name that callers and targets write before the slash; unique among all backends.</param>
    /// <param name="configure">Declares what it can do; the usual when null.</param>
    public static ParleyBuilder AddBackend(this ParleyBuilder builder, IChatClient client, string id, Action<ChatClientBackendOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new ChatClientBackendOptions();
        configure?.Invoke(options);
        return builder.AddBackend(new ChatClientBackend(client, id, options));
    }

    /// <summary>Adds any embedding generator as a backend that embeds and does nothing else; a chat client that also embeds has it in its <see cref="ChatClientBackendOptions.Embeddings"/>.</summary>
    /// <inheritdoc cref="AddBackend(ParleyBuilder, IChatClient, string, Action{ChatClientBackendOptions})"/>
    public static ParleyBuilder AddBackend(this ParleyBuilder builder, IEmbeddingGenerator<string, Embedding<float>> generator, string id, Action<ChatClientBackendOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(generator);
        var options = new ChatClientBackendOptions();
        configure?.Invoke(options);
        return builder.AddBackend(new EmbeddingGeneratorBackend(generator, id, options));
    }
}
