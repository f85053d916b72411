using Parley.Dialects.Conversation;
using Parley.Dialects.Streams;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>OpenAI's chat completions, in both directions.</summary>
internal sealed class Codec : IChatCodec
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
    public void WriteReply(ChatReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output) => ReplyWriter.Write(CustomCallForms.Instance.Restored(reply, asked, log), asked, log, output);

    /// <inheritdoc/>
    public StreamFraming FramingOf(in WireReply head) => StreamFraming.ServerSentEvents;

    /// <inheritdoc/>
    public IChatDecoder OpenDecoder(WireProfile profile) => new SourceDecoder(new Decoder(profile), new SaidSoFar());

    /// <inheritdoc/>
    public IChatEncoder OpenEncoder(StreamOptions asked, ConversionLog log) => CustomCallForms.Instance.Restoring(new Encoder(asked, log), asked, log);

    /// <inheritdoc/>
    public IStreamTap OpenTap(StreamOptions asked, WireProfile profile) => new Tap(asked, profile);

    /// <inheritdoc/>
    public Usage ReadUsage(in WireReply reply) => ReplyReader.ReadUsage(reply.Body);

    /// <inheritdoc/>
    public bool IsFault(in WireReply reply) => FaultReader.IsFault(reply.Body);

    /// <inheritdoc/>
    public Fault ReadFault(in WireReply reply) => FaultReader.Read(reply);

    /// <inheritdoc/>
    public void WriteFault(Fault fault, WireReplyWriter output) => FaultWriter.Write(fault, output);

    /// <inheritdoc/>
    public bool Fits(in WireRequest request, RequestHead head, WireProfile profile, string model) => RequestFit.Is(request.Body.Span, head, profile, model);

    /// <inheritdoc/>
    public void Retarget(in WireRequest request, RequestHead head, in Retarget change, WireRequestWriter output)
    {
        output.Path = RequestWriter.Path;
        Splice.Write(request.Body, head, change, output);
    }

    /// <inheritdoc/>
    public bool TakesAddress(MediaPart media, WireProfile profile) => profile.MediaUrls && media.Kind == MediaKind.Image;

    /// <inheritdoc/>
    public WebSearch? SearchOf(ToolSpec tool) => SearchOptions.Read(tool);

    /// <inheritdoc/>
    public bool CanSearch(ChatRequest request, WireProfile profile) => SearchOptions.Fit(request, profile);

    /// <inheritdoc/>
    public int MostChoices(WireProfile profile) => profile.MostChoices;

    /// <inheritdoc/>
    public int MostStops(WireProfile profile, string model) => RequestFit.MostStops(profile, model);
}
