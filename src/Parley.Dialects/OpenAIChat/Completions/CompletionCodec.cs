using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Streams;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>OpenAI's older completions, in both directions: one prompt, one text. What is streamed has the chunks of chat with a text in the place of the delta, which the decoder of chat reads too.</summary>
internal sealed class CompletionCodec : IChatCodec
{
    /// <inheritdoc/>
    public string Dialect => Names.Dialect;

    /// <inheritdoc/>
    public RequestHead Peek(in WireRequest request) => CompletionPeek.Read(request.Body);

    /// <inheritdoc/>
    public ChatRequest ReadRequest(in WireRequest request) => CompletionRequestReader.Read(request.Body);

    /// <inheritdoc/>
    public void WriteRequest(ChatRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output)
    {
        output.Path = CompletionNames.Path;
        CompletionRequestWriter.Write(request, profile, log, output);
    }

    /// <inheritdoc/>
    public ChatReply ReadReply(in WireReply reply, WireProfile profile) => ReplyReader.Read(reply.Body);

    /// <inheritdoc/>
    public void WriteReply(ChatReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output) => CompletionReplyWriter.Write(reply, asked, log, output);

    /// <inheritdoc/>
    public StreamFraming FramingOf(in WireReply head) => StreamFraming.ServerSentEvents;

    /// <inheritdoc/>
    public IChatDecoder OpenDecoder(WireProfile profile) => new SourceDecoder(new Decoder(profile), new SaidSoFar());

    /// <inheritdoc/>
    public IChatEncoder OpenEncoder(StreamOptions asked, ConversionLog log) => new CompletionEncoder(asked, log);

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
    public bool Serves(string model) => !ModelFamily.OnlyChats(model);

    /// <inheritdoc/>
    public void Retarget(in WireRequest request, RequestHead head, in Retarget change, WireRequestWriter output)
    {
        output.Path = CompletionNames.Path;
        Splice.Write(request.Body, head, change, output);
    }
}
