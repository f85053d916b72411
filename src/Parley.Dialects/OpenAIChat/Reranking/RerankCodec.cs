using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>
/// <c>/v1/rerank</c>: OpenAI has none, but many of its imitators (vLLM, llama.cpp, Together, DeepInfra, Jina, Voyage) have this one, after Cohere's first version.
/// </summary>
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
        RerankRequests.Write(request, profile, log, output.Body);
    }

    /// <inheritdoc/>
    public RerankReply ReadReply(in WireReply reply, WireProfile profile) => RerankReplies.Read(reply.Body);

    /// <inheritdoc/>
    public void WriteReply(RerankReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output) => RerankReplies.Write(reply, asked, log, output.Body);

    /// <inheritdoc/>
    public Usage ReadUsage(in WireReply reply) => RerankReplies.Read(reply.Body).Usage;

    /// <inheritdoc/>
    public bool IsFault(in WireReply reply) => ReplyShape.IsFault(reply.Body, "results"u8, "data"u8);

    /// <inheritdoc/>
    public bool Suits(in WireReply reply, StreamOptions asked) => RerankReplies.IsInWordsOf(asked, reply.Body);

    /// <inheritdoc/>
    public void Verify(in WireReply reply, RequestHead head) => RerankOrder.Demand(RerankReplies.Read(reply.Body), head.Documents);

    /// <inheritdoc/>
    public bool Fits(in WireRequest request, RequestHead head, WireProfile profile, string model) => RerankRequests.Fit(request.Body.Span, profile);

    /// <inheritdoc/>
    public Fault ReadFault(in WireReply reply) => FaultReader.Read(reply);

    /// <inheritdoc/>
    public void WriteFault(Fault fault, WireReplyWriter output) => FaultWriter.Write(fault, output);

    /// <inheritdoc/>
    public void Retarget(in WireRequest request, RequestHead head, in Retarget change, WireRequestWriter output)
    {
        output.Path = Path;
        ModelEdit.Write(request.Body, head.ModelValue, change.Model, output);
    }
}
