using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>The plain conversation, in both directions.</summary>
internal sealed class Codec : IChatCodec
{
    public string Dialect => Names.Dialect;

    public RequestHead Peek(in WireRequest request) => HeadReader.Read(request.Body);

    public ChatRequest ReadRequest(in WireRequest request) => RequestReader.Read(request.Body);

    public void WriteRequest(ChatRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output)
    {
        var extras = request.WithOneLimit(log);
        RequestWriter.Write(ReferenceEquals(extras, request.Extras) ? request : request with { Extras = extras }, output);
    }

    public ChatReply ReadReply(in WireReply reply, WireProfile profile) => ReplyReader.Read(reply.Body);

    public void WriteReply(ChatReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output) => ReplyWriter.Write(CustomCalls.Forms.Restored(reply, asked, log), asked, output.Body);

    public StreamFraming FramingOf(in WireReply head) => StreamFraming.ServerSentEvents;

    public IChatDecoder OpenDecoder(WireProfile profile) => new Decoder();

    public IChatEncoder OpenEncoder(StreamOptions asked, ConversionLog log) => CustomCalls.Forms.Restoring(new Encoder(asked), asked, log);

    public IStreamTap OpenTap(StreamOptions asked, WireProfile profile) => new Tap();

    public Usage ReadUsage(in WireReply reply) => ReplyReader.Read(reply.Body).Usage;

    public bool IsFault(in WireReply reply) => ReplyShape.IsFault(reply.Body, "choices"u8);

    public Fault ReadFault(in WireReply reply) => FaultReader.Read(reply);

    public void WriteFault(Fault fault, WireReplyWriter output) => FaultWriter.Write(fault, output);

    public void Retarget(in WireRequest request, RequestHead head, in Retarget change, WireRequestWriter output)
    {
        output.Path = Names.Path;
        ModelEdit.Write(request.Body, head.ModelValue, change.Model, output);
    }

    /// <inheritdoc/>
    public int MostChoices(WireProfile profile) => profile.MostChoices;
}
