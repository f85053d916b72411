using Microsoft.Extensions.AI;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Extensions.AI.Embeddings;

namespace Parley.Extensions.AI.Backends;

/// <summary>Any embedding generator as a backend that embeds and does nothing else.</summary>
internal sealed class EmbeddingGeneratorBackend : InProcessBackend
{
    private readonly IEmbeddingGenerator<string, Embedding<float>> _generator;
    private readonly ClientFaults _faults;

    public EmbeddingGeneratorBackend(IEmbeddingGenerator<string, Embedding<float>> generator, string id, ChatClientBackendOptions options)
        : base(id)
    {
        _generator = generator;
        _faults = new ClientFaults(options.FaultOf);
        Name = options.Name;
        DefaultModel = options.DefaultModel ?? (generator.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata)?.DefaultModelId;
        Models = [.. options.Models];
        Priority = options.Priority;
        Timeouts = options.Timeouts;
        Price = options.Price;
        Abilities = new Abilities { Chat = false, Embeddings = true };
    }

    public override IAsyncEnumerable<ChatEvent> StreamAsync(ChatRequest request, CancellationToken cancellationToken) =>
        throw new BackendFaultException(new Fault(FaultKind.Unsupported, $"The backend {Id} does not chat.") { Code = "unsupported_operation" });

    public override async ValueTask<EmbeddingReply> EmbedAsync(EmbeddingRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await GeneratedVectors.AskAsync(_generator, request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (_faults.Of(exception, cancellationToken) is { } fault)
        {
            throw new BackendFaultException(fault with { Thrown = exception });
        }
    }
}
