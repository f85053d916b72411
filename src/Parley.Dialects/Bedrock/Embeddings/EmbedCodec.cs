using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>
/// Vectors by InvokeModel, whose body is the model's own: Cohere's for those of Cohere, else Titan's, which takes one text at a time.
/// It is spoken towards backends alone: callers have no route, so that nothing reads requests and writes replies.
/// </summary>
internal sealed class EmbedCodec : IEmbeddingCodec
{
    private const int MostOfCohere = 96;
    private const string Unspoken = "No caller asks for vectors in the dialect of Bedrock.";

    public string Dialect => Names.Dialect;

    public void WriteRequest(EmbeddingRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output)
    {
        EmbeddingLosses.Record(request, takesTokens: false, Names.Dialect, log);
        EmbeddingLosses.RecordEncoding(request, log);
        EmbeddingLosses.RecordExtras(request, log);
        if (request.User is not null)
            log.Dropped("user", request.User);
        output.Path = ModelPath.Of(request.Model, "invoke");
        using var json = new Utf8JsonWriter(output.Body, JsonWire.WriterOptions);
        if (IsCoheres(request.Model))
            CohereForm.Write(json, request, log);
        else
            TitanForm.Write(json, request, log);
    }

    public EmbeddingReply ReadReply(in WireReply reply, WireProfile profile) => InvokedVectors.Read(reply);

    public Usage ReadUsage(in WireReply reply) => InvokedVectors.Read(reply).Usage;

    public bool IsFault(in WireReply reply) => ReplyShape.IsFault(reply.Body, "embedding"u8, "embeddings"u8);

    public Fault ReadFault(in WireReply reply) => FaultReader.Read(reply);

    public void WriteFault(Fault fault, WireReplyWriter output) => FaultWriter.Write(fault, output);

    /// <inheritdoc/>
    public int MostInputs(string model, WireProfile profile) => IsCoheres(model) ? Math.Min(MostOfCohere, profile.MostInputs) : 1;

    public RequestHead Peek(in WireRequest request) => throw new NotSupportedException(Unspoken);

    public EmbeddingRequest ReadRequest(in WireRequest request) => throw new NotSupportedException(Unspoken);

    public void WriteReply(EmbeddingReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output) => throw new NotSupportedException(Unspoken);

    public void Retarget(in WireRequest request, RequestHead head, in Retarget change, WireRequestWriter output) => throw new NotSupportedException(Unspoken);

    private static bool IsCoheres(string model) => model.Contains("cohere.", StringComparison.OrdinalIgnoreCase);
}
