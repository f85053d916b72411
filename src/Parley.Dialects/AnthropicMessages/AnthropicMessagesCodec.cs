using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Anthropic's Messages API, in both directions. What becomes of which member stands at <see cref="Names"/>.</summary>
internal sealed class AnthropicMessagesCodec : IChatCodec
{
    public string Dialect => Names.Dialect;

    public RequestHead Peek(in WireRequest request) => HeadReader.Read(request.Body);

    public ChatRequest ReadRequest(in WireRequest request) => RequestReader.Read(request);

    public void WriteRequest(ChatRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output) => RequestWriter.Write(request, profile, log, output);

    public ChatReply ReadReply(in WireReply reply, WireProfile profile) => ReplyReader.Read(reply.Body);

    public void WriteReply(ChatReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output) => ReplyWriter.Write(reply, asked, log, output);

    /// <summary>Server-sent events; where Amazon hosts the models, each event is in a message of its own framing.</summary>
    public StreamFraming FramingOf(in WireReply head) =>
        head.Headers["content-type"]?.StartsWith("application/vnd.amazon.eventstream", StringComparison.OrdinalIgnoreCase) == true ? StreamFraming.AmazonChunks : StreamFraming.ServerSentEvents;

    public IChatDecoder OpenDecoder(WireProfile profile) => new MessageDecoder(profile);

    public IChatEncoder OpenEncoder(StreamOptions asked, ConversionLog log) => new MessageEncoder(asked, log);

    public IStreamTap OpenTap(StreamOptions asked, WireProfile profile) => new MessageTap(profile);

    public Usage ReadUsage(in WireReply reply) => ReplyReader.ReadUsage(reply.Body);

    public bool IsFault(in WireReply reply) => FaultReader.IsFault(reply.Body);

    public Fault ReadFault(in WireReply reply) => FaultReader.Read(reply);

    public void WriteFault(Fault fault, WireReplyWriter output) => FaultWriter.Write(fault, output);

    public WebSearch? SearchOf(ToolSpec tool) => SearchTool.Read(tool);

    public bool CanSearch(ChatRequest request, WireProfile profile) => profile.Searches(Names.Dialect) && SearchTool.Fits(request);

    public bool Fits(in WireRequest request, RequestHead head, WireProfile profile, string model) =>
        Envelope.CanExchange(request, head, profile.Envelope) && Betas.Pass(request.Headers[Names.BetaHeader], profile);

    public void Retarget(in WireRequest request, RequestHead head, in Retarget change, WireRequestWriter output) => Retargeting.Write(request, head, change, output);
}
