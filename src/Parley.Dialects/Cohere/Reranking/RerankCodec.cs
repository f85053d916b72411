using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Cohere's <c>/v2/rerank</c>, in both directions. The route of its first version is the one that imitators of OpenAI have, whose answers its clients read too.</summary>
internal sealed class RerankCodec : IRerankCodec
{
    private const string Path = "rerank";

    /// <inheritdoc/>
    public string Dialect => Names.Dialect;

    /// <inheritdoc/>
    public RequestHead Peek(in WireRequest request) => RerankPeek.Read(request.Body);

    /// <inheritdoc/>
    public RerankRequest ReadRequest(in WireRequest request) => RerankRequests.Read(request.Body);

    /// <inheritdoc/>
    public void WriteRequest(RerankRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output)
    {
        output.Path = Path;
        RerankRequests.Write(request, log, output.Body);
    }

    /// <inheritdoc/>
    public RerankReply ReadReply(in WireReply reply, WireProfile profile) => RerankReplies.Read(reply.Body);

    /// <inheritdoc/>
    public void WriteReply(RerankReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output) => RerankReplies.Write(reply, asked, log, output.Body);

    /// <inheritdoc/>
    public Usage ReadUsage(in WireReply reply) => RerankReplies.Read(reply.Body).Usage with { Extras = null };

    /// <inheritdoc/>
    public bool IsFault(in WireReply reply) => ReplyShape.IsFault(reply.Body, "results"u8);

    /// <inheritdoc/>
    public Fault ReadFault(in WireReply reply) => FaultReader.Read(reply);

    /// <inheritdoc/>
    public void WriteFault(Fault fault, WireReplyWriter output) => FaultWriter.Write(fault, output);

    /// <inheritdoc/>
    public void Verify(in WireReply reply, RequestHead head) => RerankOrder.Demand(RerankReplies.Read(reply.Body), head.Documents);

    /// <inheritdoc/>
    public void Retarget(in WireRequest request, RequestHead head, in Retarget change, WireRequestWriter output)
    {
        output.Path = Path;
        ModelEdit.Write(request.Body, head.ModelValue, change.Model, output);
    }
}
