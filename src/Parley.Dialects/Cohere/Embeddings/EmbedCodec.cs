using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Cohere's <c>/v2/embed</c>, in both directions, and <c>/v1/embed</c> for older clients: it is asked of the upstream in the second version.</summary>
internal sealed class EmbedCodec : IEmbeddingCodec
{
    /// <inheritdoc/>
    public string Dialect => Names.Dialect;

    /// <inheritdoc/>
    public RequestHead Peek(in WireRequest request) => EmbedPeek.Read(request);

    /// <inheritdoc/>
    public EmbeddingRequest ReadRequest(in WireRequest request) => EmbedRequestReader.Read(request.Body);

    /// <inheritdoc/>
    public void WriteRequest(EmbeddingRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output)
    {
        output.Path = EmbedNames.Path;
        EmbedRequestWriter.Write(request, log, output.Body);
    }

    /// <inheritdoc/>
    public EmbeddingReply ReadReply(in WireReply reply, WireProfile profile) => EmbedReplyReader.Read(reply.Body);

    /// <inheritdoc/>
    public void WriteReply(EmbeddingReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output) => EmbedReplyWriter.Write(reply, asked, log, output.Body);

    /// <inheritdoc/>
    public Usage ReadUsage(in WireReply reply) => EmbedReplyReader.Read(reply.Body).Usage with { Extras = null };

    /// <inheritdoc/>
    public bool IsFault(in WireReply reply) => ReplyShape.IsFault(reply.Body, "embeddings"u8);

    /// <inheritdoc/>
    public Fault ReadFault(in WireReply reply) => FaultReader.Read(reply);

    /// <inheritdoc/>
    public void WriteFault(Fault fault, WireReplyWriter output) => FaultWriter.Write(fault, output);

    /// <inheritdoc/>
    public void Verify(in WireReply reply, RequestHead head) => VectorCount.Demand(EmbedReplyReader.Read(reply.Body).Vectors.Count, head.Inputs);

    /// <inheritdoc/>
    public void Retarget(in WireRequest request, RequestHead head, in Retarget change, WireRequestWriter output)
    {
        output.Path = EmbedNames.Path;
        ModelEdit.Write(request.Body, head.ModelValue, change.Model, output);
    }
}
