using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Ollama;

/// <summary>Reads and writes one of Ollama's two operations. They differ in where a text stands, not in what it means.</summary>
internal sealed class OllamaCodec(OllamaRoute route) : IChatCodec
{
    public string Dialect => DialectNames.Ollama;

    public RequestHead Peek(in WireRequest request) => RequestPeek.Read(request.Body);

    public ChatRequest ReadRequest(in WireRequest request) => RequestReader.Read(request.Body, route);

    public void WriteRequest(ChatRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output)
    {
        output.Path = Path;
        new RequestWriter(FormInWords.Into(ForeignForms.Resolve(request, DialectNames.Ollama, mostNamed: 0, log), profile, log), profile, log, route).Write(output.Body);
    }

    public ChatReply ReadReply(in WireReply reply, WireProfile profile) => ReplyReader.Read(reply.Body, route);

    public void WriteReply(ChatReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output) =>
        ReplyWriter.Write(reply, asked, log, route, output.Body);

    public StreamFraming FramingOf(in WireReply head) => StreamFraming.NewlineDelimitedJson;

    public IChatDecoder OpenDecoder(WireProfile profile) => new Decoder(route);

    public IChatEncoder OpenEncoder(StreamOptions asked, ConversionLog log) => new Encoder(asked, log, route);

    public IStreamTap OpenTap(StreamOptions asked, WireProfile profile) => new Tap(route);

    public Usage ReadUsage(in WireReply reply) => ReplyReader.ReadUsage(reply.Body, route);

    public bool IsFault(in WireReply reply) => Faults.IsFault(reply);

    public Fault ReadFault(in WireReply reply) => Faults.Read(reply);

    public void WriteFault(Fault fault, WireReplyWriter output) => Faults.Write(fault, output);

    public void Retarget(in WireRequest request, RequestHead head, in Retarget change, WireRequestWriter output)
    {
        output.Path = Path;
        ModelEdit.Write(request.Body, head.ModelValue, change.Model, output);
    }

    /// <inheritdoc/>
    public ChatReply? AnswerWithoutModel(ChatRequest request) => LoadReply.To(request);

    private string Path => route == OllamaRoute.Chat ? OllamaNames.ChatPath : OllamaNames.GeneratePath;

    /// <inheritdoc/>
    public bool TakesAddress(MediaPart media, WireProfile profile) => false;
}
