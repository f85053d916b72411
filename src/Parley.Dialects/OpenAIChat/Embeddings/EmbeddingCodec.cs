using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>OpenAI's embeddings, in both directions.</summary>
internal sealed class EmbeddingCodec : IEmbeddingCodec
{
    /// <summary>The path below the version.</summary>
    public const string Path = "embeddings";

    /// <inheritdoc/>
    public string Dialect => Names.Dialect;

    /// <inheritdoc/>
    public RequestHead Peek(in WireRequest request) => EmbeddingPeek.Read(request.Body);

    /// <inheritdoc/>
    public EmbeddingRequest ReadRequest(in WireRequest request) => EmbeddingRequestReader.Read(request.Body);

    /// <inheritdoc/>
    public void WriteRequest(EmbeddingRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output)
    {
        output.Path = Path;
        EmbeddingRequestWriter.Write(request, profile, log, output.Body);
    }

    /// <inheritdoc/>
    public EmbeddingReply ReadReply(in WireReply reply, WireProfile profile) => EmbeddingReplyReader.Read(reply.Body);

    /// <inheritdoc/>
    public void WriteReply(EmbeddingReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output) => EmbeddingReplyWriter.Write(reply, asked, log, output.Body);

    /// <inheritdoc/>
    public Usage ReadUsage(in WireReply reply) => EmbeddingReplyReader.ReadUsage(reply.Body);

    /// <inheritdoc/>
    public bool IsFault(in WireReply reply) => ReplyShape.IsFault(reply.Body, "data"u8);

    /// <inheritdoc/>
    public bool Suits(in WireReply reply, StreamOptions asked) => asked.VectorEncoding switch
    {
        "base64" => EmbeddingReplyReader.IsBase64(reply.Body.Span),
        "float" => !EmbeddingReplyReader.IsBase64(reply.Body.Span),
        _ => true,
    };

    /// <inheritdoc/>
    public void Verify(in WireReply reply, RequestHead head) => VectorCount.Demand(EmbeddingReplyReader.Read(reply.Body).Vectors.Count, head.Inputs);

    /// <summary>A name that stands in a text by chance costs a translation and nothing else.</summary>
    public bool Fits(in WireRequest request, RequestHead head, WireProfile profile, string model)
    {
        var body = request.Body.Span;
        return (profile.VectorForm == VectorForm.Dimensions || body.IndexOf("\"dimensions\""u8) < 0 && body.IndexOf("\"float\""u8) < 0)
            && (profile.PurposeWords == PurposeWords.None || body.IndexOf("\"input_type\""u8) < 0 && body.IndexOf("\"task\""u8) < 0);
    }

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
