using System.Buffers;
using System.Text;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Streams;
using Parley.Dialects.Wire;

namespace Parley.TestKit;

/// <summary>What became of a stream.</summary>
/// <param name="Reply">The answer, as far as it came.</param>
/// <param name="Fault">What broke it; null when it ended as it should.</param>
public sealed record FoldedStream(ChatReply Reply, Fault? Fault)
{
    /// <summary>The answer of a stream that must not have broken.</summary>
    public ChatReply Whole => Fault is null ? Reply : throw new ProofException($"The stream broke: {Fault.Kind}: {Fault.Message}");
}

/// <summary>Reads streams with a codec's decoder, under every cutting of the network.</summary>
public static class StreamFold
{
    /// <summary>Reads a stream whole, byte by byte and in two at every byte (see <see cref="Cutting.All"/>), demands that all of them give the same, and returns it.</summary>
    /// <remarks>Bytes of a frame are wiped once they are no longer valid: a decoder that keeps a slice gives garbage and is found out.</remarks>
    public static FoldedStream EveryCut(IChatCodec codec, string stream, StreamFraming framing = StreamFraming.ServerSentEvents, WireProfile? profile = null) =>
        EveryCut(codec, Encoding.UTF8.GetBytes(stream), framing, profile);

    /// <inheritdoc cref="EveryCut(IChatCodec, string, StreamFraming, WireProfile?)"/>
    public static FoldedStream EveryCut(IChatCodec codec, ReadOnlyMemory<byte> bytes, StreamFraming framing, WireProfile? profile = null)
    {
        var whole = Once(codec, bytes, framing, profile);
        var expected = new ArrayBufferWriter<byte>();
        Tell(codec, bytes, framing, profile, Cutting.Whole, expected);
        var told = new ArrayBufferWriter<byte>(expected.Capacity);
        foreach (var cutting in Cutting.All(bytes.Length))
        {
            told.ResetWrittenCount();
            Tell(codec, bytes, framing, profile, cutting, told);
            if (told.WrittenSpan.SequenceEqual(expected.WrittenSpan))
                continue;
            ProofException.ThrowIfDifferent(Text(whole), Text(Once(codec, bytes, framing, profile, cutting)), $"The stream cut {cutting.Name}");
            throw new ProofException($"The stream cut {cutting.Name} gives other events, though they fold to the same.");
        }
        return whole;
    }

    /// <summary>Reads a stream under one cutting.</summary>
    public static FoldedStream Once(IChatCodec codec, ReadOnlyMemory<byte> stream, StreamFraming framing = StreamFraming.ServerSentEvents, WireProfile? profile = null, Cutting? cutting = null)
    {
        var folder = new ReplyFolder(codec.Dialect);
        Events(codec, stream, framing, (in ChatEvent chatEvent) => folder.Add(chatEvent), profile, cutting);
        if (!folder.IsComplete && folder.Fault is null)
            throw new ProofException("The decoder ended the stream with neither an end nor a fault.");
        return new FoldedStream(folder.Build(), folder.Fault);
    }

    /// <summary>Takes an event, whose texts are valid during the call only.</summary>
    public delegate void EventTaker(in ChatEvent chatEvent);

    /// <summary>Passes the events of a stream on, as the engine does: what cannot be read is a fault, and so is an end in the middle of an event; nothing comes behind a fault.</summary>
    public static void Events(IChatCodec codec, ReadOnlyMemory<byte> stream, StreamFraming framing, EventTaker take, WireProfile? profile = null, Cutting? cutting = null)
    {
        // Read whole, a stream goes through the engine's shortcut for frames that repeat; cut, it does not. Both ways must agree.
        var plain = codec.OpenDecoder(profile ?? WireProfile.Default);
        IChatDecoder decoder = cutting == Cutting.Whole ? new RepeatingDecoder(plain) : plain;
        var events = new List<ChatEvent>();
        var isBroken = false;
        using var reader = FrameReaders.Create(framing);
        try
        {
            Frames.Feed(reader, stream, cutting ?? Cutting.Whole, frame =>
            {
                if (!frame.IsEmpty)
                    Pass(() => decoder.Decode(frame, events));
            });
            if (reader.IsCut)
                throw new WireFormatException("", "The stream ended in the middle of an event.");
            Pass(() => decoder.Complete(events));
        }
        catch (WireFormatException broken)
        {
            if (!isBroken)
                take(ChatEvent.Of(ChatEventKind.Fault, new Fault(FaultKind.MalformedReply, broken.Message) { Source = FaultSource.Provider }));
        }

        void Pass(Action decode)
        {
            if (isBroken)
                return;
            events.Clear();
            decode();
            foreach (var chatEvent in events)
            {
                if (isBroken)
                    throw new ProofException($"The decoder gave {chatEvent.Kind} behind a fault.");
                take(chatEvent);
                isBroken = chatEvent.Kind == ChatEventKind.Fault;
            }
        }
    }

    /// <summary>Writes down the events. The same events fold to the same, and to compare them is a tenth of the work of folding.</summary>
    private static void Tell(IChatCodec codec, ReadOnlyMemory<byte> stream, StreamFraming framing, WireProfile? profile, Cutting cutting, ArrayBufferWriter<byte> told) =>
        Events(codec, stream, framing, (in ChatEvent chatEvent) =>
        {
            told.Write([(byte)chatEvent.Kind, (byte)chatEvent.Choice, (byte)chatEvent.Part, (byte)(chatEvent.Part >> 8)]);
            chatEvent.Text.WriteToken(told);
            if (chatEvent.Detail is not null)
                told.Write(Encoding.UTF8.GetBytes(ConversationText.Of(chatEvent.Detail)));
        }, profile, cutting);

    private static string Text(FoldedStream folded) => ConversationText.Of(folded.Reply) + (folded.Fault is null ? "" : ConversationText.Of(folded.Fault));
}
