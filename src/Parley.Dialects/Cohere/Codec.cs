using Parley.Dialects.Conversation;
using Parley.Dialects.Streams;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Cohere's chat, in both directions.</summary>
internal sealed class Codec : IChatCodec
{
    public string Dialect => Names.Dialect;

    public RequestHead Peek(in WireRequest request) => HeadReader.Read(request.Body);

    public ChatRequest ReadRequest(in WireRequest request) => RequestReader.Read(request.Body);

    public void WriteRequest(ChatRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output) => RequestWriter.Write(request, profile, log, output);

    public ChatReply ReadReply(in WireReply reply, WireProfile profile) => ReplyReader.Read(reply.Body);

    public void WriteReply(ChatReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output) => ReplyWriter.Write(reply, asked, log, output.Body);

    public StreamFraming FramingOf(in WireReply head) => StreamFraming.ServerSentEvents;

    public IChatDecoder OpenDecoder(WireProfile profile) => new SourceDecoder(new Decoder(), new SaidSoFar());

    public IChatEncoder OpenEncoder(StreamOptions asked, ConversionLog log) => new Encoder(asked, log);

    public IStreamTap OpenTap(StreamOptions asked, WireProfile profile) => new Tap();

    public Usage ReadUsage(in WireReply reply) => ReplyReader.ReadUsage(reply.Body);

    public bool IsFault(in WireReply reply) => FaultReader.IsFault(reply.Body);

    public Fault ReadFault(in WireReply reply) => FaultReader.Read(reply);

    public void WriteFault(Fault fault, WireReplyWriter output) => FaultWriter.Write(fault, output);

    public void Retarget(in WireRequest request, RequestHead head, in Retarget change, WireRequestWriter output)
    {
        output.Path = Names.ChatPath;
        ModelEdit.Write(request.Body, head.ModelValue, change.Model, output);
    }

    /// <inheritdoc/>
    public bool TakesAddress(MediaPart media, WireProfile profile) => profile.MediaUrls && media.Kind == MediaKind.Image;

    /// <summary>docs.cohere.com/reference/chat: up to 5 <c>stop_sequences</c>.</summary>
    public int MostStops(WireProfile profile, string model) => 5;
}
