using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Mistral's <c>fim/completions</c>, in both directions: it is asked with a prompt and a suffix, and answers as chat does. Nothing else can stand in for it.</summary>
internal sealed class FillInCodec(Codec chat) : IChatCodec
{
    OperationKind IOperationCodec.Kind => OperationKind.FillIn;

    /// <inheritdoc/>
    public string Dialect => Names.Dialect;

    /// <inheritdoc/>
    public RequestHead Peek(in WireRequest request) => HeadReader.ReadShared(request.Body);

    /// <inheritdoc/>
    public ChatRequest ReadRequest(in WireRequest request)
    {
        var asked = CompletionRequestReader.Read(request.Body);
        return asked.Messages.Count == 1 ? asked : throw new WireFormatException(CompletionNames.Prompt, "prompt must be a text.");
    }

    /// <inheritdoc/>
    public void WriteRequest(ChatRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output)
    {
        output.Path = CompletionNames.FillInPath;
        CompletionRequestWriter.Write(request, profile, log, output);
    }

    /// <inheritdoc/>
    public ChatReply ReadReply(in WireReply reply, WireProfile profile) => chat.ReadReply(reply, profile);

    /// <inheritdoc/>
    public void WriteReply(ChatReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output) => chat.WriteReply(reply, asked, log, output);

    /// <inheritdoc/>
    public StreamFraming FramingOf(in WireReply head) => chat.FramingOf(head);

    /// <inheritdoc/>
    public IChatDecoder OpenDecoder(WireProfile profile) => chat.OpenDecoder(profile);

    /// <inheritdoc/>
    public IChatEncoder OpenEncoder(StreamOptions asked, ConversionLog log) => chat.OpenEncoder(asked, log);

    /// <inheritdoc/>
    public IStreamTap OpenTap(StreamOptions asked, WireProfile profile) => chat.OpenTap(asked, profile);

    /// <inheritdoc/>
    public Usage ReadUsage(in WireReply reply) => chat.ReadUsage(reply);

    /// <inheritdoc/>
    public bool IsFault(in WireReply reply) => chat.IsFault(reply);

    /// <inheritdoc/>
    public Fault ReadFault(in WireReply reply) => chat.ReadFault(reply);

    /// <inheritdoc/>
    public void WriteFault(Fault fault, WireReplyWriter output) => chat.WriteFault(fault, output);

    /// <inheritdoc/>
    public void Retarget(in WireRequest request, RequestHead head, in Retarget change, WireRequestWriter output)
    {
        output.Path = CompletionNames.FillInPath;
        Splice.Write(request.Body, head, change, output);
    }
}
