using System.Buffers;
using Parley.Dialects.Conversation;
using Parley.Dialects.Streams;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>OpenAI's responses, in both directions.</summary>
internal sealed class Codec : IStatefulCodec
{
    /// <inheritdoc/>
    public string Dialect => Names.Dialect;

    /// <inheritdoc/>
    public RequestHead Peek(in WireRequest request) => HeadReader.Read(request.Body);

    /// <inheritdoc/>
    public ChatRequest ReadRequest(in WireRequest request) => RequestReader.Read(request.Body);

    /// <inheritdoc/>
    public void WriteRequest(ChatRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output) => RequestWriter.Write(request, profile, log, output);

    /// <inheritdoc/>
    public ChatReply ReadReply(in WireReply reply, WireProfile profile) => ReplyReader.Read(reply.Body);

    /// <inheritdoc/>
    public void WriteReply(ChatReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output) => ReplyWriter.Write(ItemForms.Instance.Restored(reply, asked, log), asked, log, output);

    /// <inheritdoc/>
    public StreamFraming FramingOf(in WireReply head) => StreamFraming.ServerSentEvents;

    /// <inheritdoc/>
    public IChatDecoder OpenDecoder(WireProfile profile)
    {
        var said = new SaidSoFar();
        return new SourceDecoder(new Decoder(said), said);
    }

    /// <inheritdoc/>
    public IChatEncoder OpenEncoder(StreamOptions asked, ConversionLog log) => ItemForms.Instance.Restoring(new Encoder(asked, log), asked, log);

    /// <inheritdoc/>
    public IStreamTap OpenTap(StreamOptions asked, WireProfile profile) => new Tap();

    /// <inheritdoc/>
    public Usage ReadUsage(in WireReply reply) => ReplyReader.ReadUsage(reply.Body);

    /// <inheritdoc/>
    public bool IsFault(in WireReply reply) => FaultReader.IsFault(reply.Body);

    /// <inheritdoc/>
    public Fault ReadFault(in WireReply reply) => FaultReader.Read(reply);

    /// <inheritdoc/>
    public void WriteFault(Fault fault, WireReplyWriter output) => FaultWriter.Write(fault, output);

    /// <inheritdoc/>
    public bool Fits(in WireRequest request, RequestHead head, WireProfile profile, string model) => RequestFit.Is(request.Body.Span, head, profile);

    /// <inheritdoc/>
    public void Retarget(in WireRequest request, RequestHead head, in Retarget change, WireRequestWriter output)
    {
        output.Path = RequestWriter.Path;
        ModelEdit.Write(request.Body, head.ModelValue, change.Model, output);
    }

    /// <inheritdoc/>
    public KeptReply? ReadKept(ReadOnlyMemory<byte> closing, bool isStream) => KeptReplies.Read(closing, isStream);

    /// <inheritdoc/>
    public IReadOnlyList<KeptItem> ReadItems(in WireRequest request, int told, string reply) => Continuation.ReadOwn(request.Body, told, reply);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> WithoutStore(ReadOnlyMemory<byte> closing, bool isStream) => StoreMember.Deny(closing, isStream);

    /// <inheritdoc/>
    public IReadOnlyList<string> ReadReferences(in WireRequest request) => Continuation.ReadReferences(request.Body);

    /// <inheritdoc/>
    public void WriteContinued(in WireRequest request, IReadOnlyList<KeptItem> before, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> known, IBufferWriter<byte> body) =>
        Continuation.Write(request.Body, before, known, body);

    /// <inheritdoc/>
    public IReadOnlyList<Seal> ReadSeals(in WireRequest request) => Seals.Read(request.Body);

    /// <inheritdoc/>
    public bool MayBeSealed(ReadOnlySpan<byte> closing) => Seals.MayBeEncrypted(closing);

    /// <inheritdoc/>
    public IReadOnlyList<Seal> ReadSeals(KeptReply reply) => Seals.Read(reply);

    /// <inheritdoc/>
    public void WriteUnsealed(in WireRequest request, IReadOnlyCollection<int> places, IBufferWriter<byte> body) => Seals.WriteWithout(request.Body, places, body);

    /// <inheritdoc/>
    public string PathOf(string id) => $"{RequestWriter.Path}/{Uri.EscapeDataString(id)}";

    /// <inheritdoc/>
    public void WriteForgotten(string id, IBufferWriter<byte> body) => InputItems.WriteForgotten(id, body);

    /// <inheritdoc/>
    public bool TryWriteItems(string id, IReadOnlyList<KeptItem> items, ItemPage page, IBufferWriter<byte> body) => InputItems.TryWritePage(id, items, page, body);

    /// <inheritdoc/>
    public WebSearch? SearchOf(ToolSpec tool) => SearchTool.Read(tool);

    /// <inheritdoc/>
    public bool CanSearch(ChatRequest request, WireProfile profile) => profile.Searches(Names.Dialect);

    /// <summary>The wire has no word for them.</summary>
    public int MostStops(WireProfile profile, string model) => 0;
}
