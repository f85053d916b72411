using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>generateContent and streamGenerateContent, in both directions.</summary>
internal sealed class Codec : IChatCodec
{
    /// <inheritdoc/>
    public string Dialect => Names.Dialect;

    /// <inheritdoc/>
    public RequestHead Peek(in WireRequest request) => RequestPeek.Read(request);

    /// <inheritdoc/>
    public ChatRequest ReadRequest(in WireRequest request) => RequestReader.Read(request);

    /// <inheritdoc/>
    public void WriteRequest(ChatRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output) => RequestWriter.Write(request, profile, log, output);

    /// <inheritdoc/>
    public ChatReply ReadReply(in WireReply reply, WireProfile profile) => ReplyReader.Read(reply);

    /// <inheritdoc/>
    public void WriteReply(ChatReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output) => ReplyWriter.Write(reply, asked, log, output);

    /// <inheritdoc/>
    public StreamFraming FramingOf(in WireReply head) =>
        head.Headers["content-type"]?.Contains("json", StringComparison.OrdinalIgnoreCase) == true ? StreamFraming.JsonArray : StreamFraming.ServerSentEvents;

    /// <inheritdoc/>
    public IChatDecoder OpenDecoder(WireProfile profile) => new Decoder();

    /// <inheritdoc/>
    public IChatEncoder OpenEncoder(StreamOptions asked, ConversionLog log) => new Encoder(asked, log);

    /// <inheritdoc/>
    public IStreamTap OpenTap(StreamOptions asked, WireProfile profile) => new Tap();

    /// <inheritdoc/>
    public Usage ReadUsage(in WireReply reply) => ReplyReader.ReadUsage(reply.Body);

    /// <inheritdoc/>
    public bool IsFault(in WireReply reply) => ReplyProbe.IsFault(reply.Body);

    /// <inheritdoc/>
    public Fault ReadFault(in WireReply reply) => FaultReader.Read(reply);

    /// <inheritdoc/>
    public void WriteFault(Fault fault, WireReplyWriter output) => FaultWriter.Write(fault, output);

    /// <inheritdoc/>
    public void Retarget(in WireRequest request, RequestHead head, in Retarget change, WireRequestWriter output) => Retargeting.Write(request, head, change, output);

    /// <inheritdoc/>
    public bool TakesAddress(MediaPart media, WireProfile profile) => MediaWriter.IsKnownToGoogle(media);

    /// <inheritdoc/>
    public WebSearch? SearchOf(ToolSpec tool) => SearchTool.Read(tool);

    /// <inheritdoc/>
    public bool CanSearch(ChatRequest request, WireProfile profile) => profile.Searches(Names.Dialect) && SearchTool.Fits(request);

    /// <summary>ai.google.dev/api/generate-content: <c>candidateCount</c> is 8 at most.</summary>
    public int MostChoices(WireProfile profile) => 8;

    /// <summary>ai.google.dev/api/generate-content: up to 5 <c>stopSequences</c>.</summary>
    public int MostStops(WireProfile profile, string model) => 5;
}
