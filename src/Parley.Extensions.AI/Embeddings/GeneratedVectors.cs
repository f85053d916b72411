using Microsoft.Extensions.AI;
using Parley.Configuration;
using Parley.Dialects.Conversation;
using Parley.Extensions.AI.Backends;
using Parley.Extensions.AI.Chat;

namespace Parley.Extensions.AI.Embeddings;

/// <summary>Asks an embedding generator what a request asks.</summary>
internal static class GeneratedVectors
{
    /// <summary>The vectors, in the order of the inputs.</summary>
    /// <exception cref="BackendFaultException">An input is no text.</exception>
    public static async Task<EmbeddingReply> AskAsync(IEmbeddingGenerator<string, Embedding<float>> generator, EmbeddingRequest request, CancellationToken cancellationToken)
    {
        var texts = new List<string>(request.Inputs.Count);
        foreach (var input in request.Inputs)
        {
            if (!input.Tokens.IsAbsent || !input.Native.IsAbsent)
                throw new BackendFaultException(new Fault(FaultKind.Unsupported, "The backend embeds texts alone.") { Code = "unsupported_feature", Param = "input" });
            texts.Add(input.Text.ToString());
        }
        var options = new EmbeddingGenerationOptions { ModelId = request.Model.Length > 0 ? request.Model : null, Dimensions = request.Dimensions };
        var embeddings = Answered.Required(await generator.GenerateAsync(texts, options, cancellationToken).ConfigureAwait(false), "a list of vectors");
        return new EmbeddingReply
        {
            Model = embeddings.Count > 0 ? embeddings[0]?.ModelId : null,
            Vectors = [.. embeddings.Select(static embedding => new EmbeddingVector(Floats.Write(Answered.Required(embedding, "a vector").Vector.Span)))],
            Usage = Usages.Of(embeddings.Usage),
        };
    }
}
