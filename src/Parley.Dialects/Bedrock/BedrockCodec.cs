using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>Amazon Bedrock's Converse, in both directions. What becomes of which member stands at <see cref="Names"/>.</summary>
internal sealed class BedrockCodec : IChatCodec
{
    public string Dialect => Names.Dialect;

    public RequestHead Peek(in WireRequest request) => HeadReader.Read(request);

    public ChatRequest ReadRequest(in WireRequest request) => RequestReader.Read(request);

    public void WriteRequest(ChatRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output) => RequestWriter.Write(request, profile, log, output);

    public ChatReply ReadReply(in WireReply reply, WireProfile profile) => ReplyReader.Read(reply.Body);

    public void WriteReply(ChatReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output) => ReplyWriter.Write(reply, asked, log, output);

    public StreamFraming FramingOf(in WireReply head) => StreamFraming.AmazonEventStream;

    public IChatDecoder OpenDecoder(WireProfile profile) => new ConverseDecoder();

    public IChatEncoder OpenEncoder(StreamOptions asked, ConversionLog log) => new ConverseEncoder(asked, log);

    public IStreamTap OpenTap(StreamOptions asked, WireProfile profile) => new ConverseTap();

    public Usage ReadUsage(in WireReply reply) => ReplyReader.ReadUsage(reply.Body);

    public bool IsFault(in WireReply reply) => FaultReader.IsFault(reply.Body);

    public Fault ReadFault(in WireReply reply) => FaultReader.Read(reply);

    public void WriteFault(Fault fault, WireReplyWriter output) => FaultWriter.Write(fault, output);

    /// <summary>The model is in the path alone.</summary>
    public void Retarget(in WireRequest request, RequestHead head, in Retarget change, WireRequestWriter output)
    {
        output.Path = ModelPath.Of(change.Model, head.Stream);
        output.Append(request.Body);
    }

    /// <inheritdoc/>
    public bool TakesAddress(MediaPart media, WireProfile profile) => false;
}
