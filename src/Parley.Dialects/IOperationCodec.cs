using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects;

/// <summary>What is asked, whatever the dialect calls it.</summary>
public enum OperationKind
{
    /// <summary>The next turn of a conversation.</summary>
    Chat,

    /// <summary>Vectors of texts.</summary>
    Embeddings,

    /// <summary>The order of documents by how well they answer a query.</summary>
    Rerank,

    /// <summary>How many tokens a conversation has.</summary>
    CountTokens,

    /// <summary>The text between a prompt and a suffix; asked and answered in the types of chat.</summary>
    FillIn,
}

/// <summary>
/// One operation of one wire format, in both directions: it reads what a client of the dialect sends and writes what an upstream of the dialect expects, and the other way round.
/// Stateless and thread-safe; what a stream must remember is in its decoder or encoder.
/// </summary>
public interface IOperationCodec
{
    /// <summary>The dialect's name.</summary>
    string Dialect { get; }

    /// <summary>What is asked. Codecs of one kind read and write the same types of requests and replies.</summary>
    OperationKind Kind { get; }

    /// <summary>
    /// Reads just enough of a request to route it: model, stream, needs, and where the members are that the fast lane edits. One pass, no allocation but the head.
    /// </summary>
    /// <exception cref="WireFormatException">The JSON is broken, or a member that is read here occurs twice (a way around routing and billing) or has the wrong type.</exception>
    RequestHead Peek(in WireRequest request);

    /// <summary>Reads a request whole. Texts stay slices of the body.</summary>
    /// <exception cref="WireFormatException">A member is missing or has the wrong type; the exception names the place.</exception>
    ModelRequest ReadRequest(in WireRequest request);

    /// <summary>
    /// Writes a request for an upstream. Deterministic: the same request gives the same bytes. What this dialect or this upstream cannot express goes to <paramref name="log"/>.
    /// </summary>
    void WriteRequest(ModelRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output);

    /// <summary>Reads a whole reply with status 2xx.</summary>
    /// <exception cref="WireFormatException">It is not a reply of this dialect; an error under status 200 is <see cref="ReadFault"/>'s business, see <see cref="IsFault"/>.</exception>
    ModelReply ReadReply(in WireReply reply, WireProfile profile);

    /// <summary>Writes a whole reply for a caller.</summary>
    void WriteReply(ModelReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output);

    /// <summary>Reads only the usage of a whole reply, for the fast lane; <see cref="Usage.Unknown"/> when there is none.</summary>
    /// <exception cref="WireFormatException">It is broken JSON or has no answer, so that <see cref="ReadReply"/> would not read it either.</exception>
    Usage ReadUsage(in WireReply reply);

    /// <summary>True when a reply with status 2xx is an error all the same: an error object, HTML, an empty body. <see cref="ReadFault"/> then reads it.</summary>
    bool IsFault(in WireReply reply);

    /// <summary>Whether the reply is what the caller asked for, so that the fast lane may copy it; when not, it is read and written again (numbers where base64 was asked for).</summary>
    bool Suits(in WireReply reply, StreamOptions asked) => true;

    /// <summary>Demands that a reply which is to be copied answers what was asked, as <see cref="ReadReply"/> and the engine do where it is translated: as many vectors as texts, an order of the documents that there are.</summary>
    /// <exception cref="WireFormatException">It does not.</exception>
    void Verify(in WireReply reply, RequestHead head)
    {
    }

    /// <summary>Reads an error reply, whatever its status and content type say. Never throws.</summary>
    Fault ReadFault(in WireReply reply);

    /// <summary>Writes an error reply for a caller, with <c>source</c> and request id.</summary>
    void WriteFault(Fault fault, WireReplyWriter output);

    /// <summary>
    /// Whether an upstream with these deviations takes the request as it is written, for this model of its own. When it does not, the request must be translated, though the dialect is the same.
    /// </summary>
    bool Fits(in WireRequest request, RequestHead head, WireProfile profile, string model) => true;

    /// <summary>Whether a model of this name can be asked in this operation; where not, the first of its kind stands in (OpenAI's newer models only chat).</summary>
    bool Serves(string model) => true;

    /// <summary>The fast lane's edit: the same request for another model (and with usage asked for, when streaming), all other bytes untouched.</summary>
    void Retarget(in WireRequest request, RequestHead head, in Retarget change, WireRequestWriter output);
}

/// <summary>An operation codec by the types of its kind.</summary>
/// <typeparam name="TRequest">What is asked.</typeparam>
/// <typeparam name="TReply">What is answered.</typeparam>
public interface IOperationCodec<TRequest, TReply> : IOperationCodec
    where TRequest : ModelRequest
    where TReply : ModelReply
{
    /// <inheritdoc cref="IOperationCodec.ReadRequest"/>
    new TRequest ReadRequest(in WireRequest request);

    /// <inheritdoc cref="IOperationCodec.WriteRequest"/>
    void WriteRequest(TRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output);

    /// <inheritdoc cref="IOperationCodec.ReadReply"/>
    new TReply ReadReply(in WireReply reply, WireProfile profile);

    /// <inheritdoc cref="IOperationCodec.WriteReply"/>
    void WriteReply(TReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output);

    ModelRequest IOperationCodec.ReadRequest(in WireRequest request) => ReadRequest(request);

    void IOperationCodec.WriteRequest(ModelRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output) =>
        WriteRequest((TRequest)request, profile, log, output);

    ModelReply IOperationCodec.ReadReply(in WireReply reply, WireProfile profile) => ReadReply(reply, profile);

    void IOperationCodec.WriteReply(ModelReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output) =>
        WriteReply((TReply)reply, asked, log, output);
}

/// <summary>Embeddings in one dialect.</summary>
public interface IEmbeddingCodec : IOperationCodec<EmbeddingRequest, EmbeddingReply>
{
    OperationKind IOperationCodec.Kind => OperationKind.Embeddings;

    /// <summary>How many texts a model takes at once; more are asked for in several requests.</summary>
    int MostInputs(string model, WireProfile profile) => profile.MostInputs;
}

/// <summary>Reranking in one dialect.</summary>
public interface IRerankCodec : IOperationCodec<RerankRequest, RerankReply>
{
    OperationKind IOperationCodec.Kind => OperationKind.Rerank;
}

/// <summary>Token counting in one dialect.</summary>
public interface ICountCodec : IOperationCodec<CountRequest, CountReply>
{
    OperationKind IOperationCodec.Kind => OperationKind.CountTokens;
}
