using System.Buffers;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Conversation;

/// <summary>The smallest dialect there can be, to prove the proofs: <c>{"text":"..."}</c>, ended by <c>{"stop":"word"}</c>. Its flaws are on purpose.</summary>
internal sealed class PlainCodec : IChatCodec
{
    public string Dialect => "plain";

    /// <summary>The decoder keeps slices of frames that are gone.</summary>
    public bool KeepsSlices { get; init; }

    /// <summary>The decoder ends a stream that has no stop.</summary>
    public bool EndsEarly { get; init; }

    /// <summary>The writer forgets the text.</summary>
    public bool LosesText { get; init; }

    public RequestHead Peek(in WireRequest request) => throw new NotSupportedException();

    public ChatRequest ReadRequest(in WireRequest request) => JsonRead.Guard(request.Body, static (ref reader, body) =>
    {
        var text = JsonText.Empty;
        while (JsonRead.NextMember(ref reader))
            text = JsonRead.Text(ref reader, body);
        return new ChatRequest { Model = "plain", Messages = [new Message(Role.User, [new TextPart(text)])] };
    });

    public void WriteRequest(ChatRequest request, WireProfile profile, ConversionLog log, WireRequestWriter output)
    {
        if (LosesText)
            log.DroppedContent("text");
        WriteText(((TextPart)request.Messages[0].Parts[0]).Text, output.Body);
    }

    public ChatReply ReadReply(in WireReply reply, WireProfile profile) => JsonRead.Guard(reply.Body, static (ref reader, body) =>
    {
        var text = JsonText.Empty;
        while (JsonRead.NextMember(ref reader))
            text = JsonRead.Text(ref reader, body);
        return new ChatReply { Dialect = "plain", Choices = [new Choice(0, [new TextPart(text) { IsBare = true }], new Finish(FinishReason.Stop))] };
    });

    public void WriteReply(ChatReply reply, StreamOptions asked, ConversionLog log, WireReplyWriter output) =>
        WriteText(LosesText ? JsonText.Empty : ((TextPart)reply.Choices[0].Parts[0]).Text, output.Body);

    public StreamFraming FramingOf(in WireReply head) => StreamFraming.ServerSentEvents;

    public IChatDecoder OpenDecoder(WireProfile profile) => new Decoder(this);

    public IChatEncoder OpenEncoder(StreamOptions asked, ConversionLog log) => new Encoder(this);

    public IStreamTap OpenTap(StreamOptions asked, WireProfile profile) => throw new NotSupportedException();

    public Usage ReadUsage(in WireReply reply) => Usage.Unknown;

    public bool IsFault(in WireReply reply) => false;

    public Fault ReadFault(in WireReply reply) => new(FaultKind.Upstream, "");

    public void WriteFault(Fault fault, WireReplyWriter output) => output.Body.Write("{}"u8);

    public void Retarget(in WireRequest request, RequestHead head, in Retarget change, WireRequestWriter output) => throw new NotSupportedException();

    private static void WriteText(JsonText text, IBufferWriter<byte> output)
    {
        output.Write("{\"text\":"u8);
        text.WriteToken(output);
        output.Write("}"u8);
    }

    private sealed class Decoder(PlainCodec codec) : IChatDecoder
    {
        private JsonText _kept;
        private bool _stopped;

        public void Decode(in WireFrame frame, List<ChatEvent> events)
        {
            var (isStop, text) = JsonRead.Guard(frame.Data, static (ref reader, body) =>
            {
                JsonRead.NextMember(ref reader);
                var member = (reader.ValueTextEquals("stop"u8), JsonRead.Text(ref reader, body));
                reader.Read();
                return member;
            });
            _stopped |= isStop;
            events.Add(isStop
                ? ChatEvent.Of(ChatEventKind.Finish, new Finish(FinishReason.Stop))
                : new ChatEvent(ChatEventKind.Text, 0, 0, codec.KeepsSlices && !_kept.IsEmpty ? _kept : text));
            _kept = text;
        }

        public void Complete(List<ChatEvent> events) => events.Add(_stopped || codec.EndsEarly
            ? ChatEvent.Of(ChatEventKind.End)
            : ChatEvent.Of(ChatEventKind.Fault, new Fault(FaultKind.MalformedReply, "The stream has no stop.")));
    }

    private sealed class Encoder(PlainCodec codec) : IChatEncoder
    {
        public string ContentType => "text/event-stream";

        public void Encode(in ChatEvent chatEvent, IBufferWriter<byte> output)
        {
            if (chatEvent.Kind != ChatEventKind.Text || codec.LosesText)
                return;
            output.Write("data: "u8);
            WriteText(chatEvent.Text, output);
            output.Write("\n\n"u8);
        }

        public void WriteEnd(IBufferWriter<byte> output) => output.Write("data: {\"stop\":\"end\"}\n\n"u8);

        public void WriteFault(Fault fault, IBufferWriter<byte> output) => output.Write("data: {}\n\n"u8);

        public void WriteKeepAlive(IBufferWriter<byte> output) => output.Write(":\n\n"u8);
    }
}
