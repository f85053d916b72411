using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>embedContent and batchEmbedContents, in both directions. The model stands in the path and in every request, so that no edit of bytes would do: all go the slow lane.</summary>
/// <param name="isBatch">Whether it is batchEmbedContents.</param>
internal sealed class EmbeddingCodec(bool isBatch) : IEmbeddingCodec
{
    private string Method => isBatch ? "batchEmbedContents" : "embedContent";

    /// <inheritdoc/>
    public string Dialect => Names.Dialect;

    /// <inheritdoc/>
    public RequestHead Peek(in WireRequest request)
    {
        var asked = ReadRequest(request);
        return new RequestHead
        {
            Model = asked.Model,
            Inputs = asked.Inputs.Count,
            NeedsTranslation = true,
            EstimatedInputTokens = request.Body.Length / 4,
            Demand = isBatch ? EmbeddingRequestReader.DemandOf(asked) : null,
        };
    }

    /// <inheritdoc/>
    public EmbeddingRequest ReadRequest(in WireRequest request) => EmbeddingRequestReader.Read(request, isBatch);

    /// <inheritdoc/>
    public void WriteRequest(EmbeddingRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output)
    {
        output.Path = ModelPath.Write(request.Model, Method);
        EmbeddingRequestWriter.Write(request, isBatch, log, output.Body);
    }

    /// <inheritdoc/>
    public EmbeddingReply ReadReply(in WireReply reply, WireProfile profile) => EmbeddingReplies.Read(reply.Body);

    /// <inheritdoc/>
    public void WriteReply(EmbeddingReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output) => EmbeddingReplies.Write(reply, isBatch, log, output.Body);

    /// <inheritdoc/>
    public Usage ReadUsage(in WireReply reply) => EmbeddingReplies.Read(reply.Body).Usage;

    /// <inheritdoc/>
    public bool IsFault(in WireReply reply) => ReplyShape.IsFault(reply.Body, "embedding"u8, "embeddings"u8);

    /// <inheritdoc/>
    public Fault ReadFault(in WireReply reply) => FaultReader.Read(reply);

    /// <inheritdoc/>
    public void WriteFault(Fault fault, WireReplyWriter output) => FaultWriter.Write(fault, output);

    /// <inheritdoc/>
    public void Retarget(in WireRequest request, RequestHead head, in Retarget change, WireRequestWriter output) =>
        WriteRequest(ReadRequest(request) with { Model = change.Model }, WireProfile.Default, new ConversionLog(), output);
}
