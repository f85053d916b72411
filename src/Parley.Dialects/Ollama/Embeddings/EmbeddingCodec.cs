using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Ollama;

/// <summary>Ollama's <c>/api/embed</c>, and <c>/api/embeddings</c> of older clients: one <c>prompt</c>, one vector.</summary>
/// <param name="isOld">Whether it is the older one.</param>
internal sealed class EmbeddingCodec(bool isOld) : IEmbeddingCodec
{
    private string Path => isOld ? OllamaNames.OldEmbeddingPath : OllamaNames.EmbeddingPath;

    /// <inheritdoc/>
    public string Dialect => DialectNames.Ollama;

    /// <inheritdoc/>
    public RequestHead Peek(in WireRequest request)
    {
        var head = ModelPeek.Read(request.Body);
        return new RequestHead { Model = head.Model, ModelValue = head.ModelValue, Inputs = ReadRequest(request).Inputs.Count, EstimatedInputTokens = head.EstimatedInputTokens };
    }

    /// <inheritdoc/>
    public EmbeddingRequest ReadRequest(in WireRequest request) => EmbeddingRequests.Read(request.Body, isOld);

    /// <inheritdoc/>
    public void WriteRequest(EmbeddingRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output)
    {
        output.Path = Path;
        EmbeddingRequests.Write(request, isOld, log, output.Body);
    }

    /// <inheritdoc/>
    public EmbeddingReply ReadReply(in WireReply reply, WireProfile profile) => EmbeddingReplies.Read(reply.Body);

    /// <inheritdoc/>
    public void WriteReply(EmbeddingReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output) => EmbeddingReplies.Write(reply, asked, isOld, log, output.Body);

    /// <inheritdoc/>
    public Usage ReadUsage(in WireReply reply) => EmbeddingReplies.Read(reply.Body).Usage;

    /// <inheritdoc/>
    public bool IsFault(in WireReply reply) => ReplyShape.IsFault(reply.Body, "embeddings"u8, "embedding"u8);

    /// <inheritdoc/>
    public void Verify(in WireReply reply, RequestHead head) => VectorCount.Demand(EmbeddingReplies.Read(reply.Body).Vectors.Count, head.Inputs);

    /// <inheritdoc/>
    public Fault ReadFault(in WireReply reply) => Faults.Read(reply);

    /// <inheritdoc/>
    public void WriteFault(Fault fault, WireReplyWriter output) => Faults.Write(fault, output);

    /// <inheritdoc/>
    public void Retarget(in WireRequest request, RequestHead head, in Retarget change, WireRequestWriter output)
    {
        output.Path = Path;
        ModelEdit.Write(request.Body, head.ModelValue, change.Model, output);
    }
}
