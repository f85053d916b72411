using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;
using static Parley.Dialects.Tests.Plain.PlainWire;

namespace Parley.Dialects.Tests.Plain;

/// <summary>What is written is read as it was, for every conversation: a gateway behind a gateway loses nothing.</summary>
public sealed class IdentityTests
{
    private const int Tries = 400;

    [Fact]
    public void Any_request_is_read_as_it_was_written()
    {
        for (var seed = 0; seed < Tries; seed++)
        {
            var request = new Arbitrary(seed).Request();
            Assert.Equal(ConversationText.Of(request), ConversationText.Of(Again(request)));
            Assert.Equal(Spellings(request.Extras), Spellings(Again(request).Extras));
        }
    }

    [Fact]
    public void Any_reply_is_read_as_it_was_written()
    {
        for (var seed = 0; seed < Tries; seed++)
        {
            var reply = new Arbitrary(seed).Reply();
            Assert.Equal(ConversationText.Of(reply), ConversationText.Of(Again(reply)));
        }
    }

    [Fact]
    public void Any_stream_is_read_event_for_event_as_it_was_written()
    {
        for (var seed = 0; seed < Tries; seed++)
        {
            List<ChatEvent> events = [.. ReplyEvents.Of(new Arbitrary(seed).Reply()), ChatEvent.Of(ChatEventKind.End)];
            var read = new List<ChatEvent>();
            StreamFold.Events(Codec, CodecProof.EncodeBytes(Codec, events, asked: Nothing), StreamFraming.ServerSentEvents, (in ChatEvent chatEvent) => read.Add(chatEvent.Detach()));
            Assert.Equal(events.Select(Told), read.Select(Told));
        }
    }

    [Fact]
    public void Any_error_is_read_as_it_was_written()
    {
        for (var seed = 0; seed < Tries; seed++)
        {
            // The cause is for Parley alone, and no caller's business.
            var fault = new Arbitrary(seed).Fault() with { Cause = null };
            var body = new System.Buffers.ArrayBufferWriter<byte>();
            var written = new WireReplyWriter(body);
            Codec.WriteFault(fault, written);
            Assert.Equal(ConversationText.Of(fault), ConversationText.Of(Codec.ReadFault(new WireReply(written.Status, WireHeaders.None, body.WrittenMemory))));

            var broken = StreamFold.Once(Codec, CodecProof.EncodeBytes(Codec, [ChatEvent.Of(ChatEventKind.Fault, fault)]), StreamFraming.ServerSentEvents);
            Assert.Equal(ConversationText.Of(fault), ConversationText.Of(broken.Fault!));
        }
    }

    private static string Told(ChatEvent chatEvent) =>
        $"{chatEvent.Kind} {chatEvent.Choice} {chatEvent.Part} {chatEvent.Text} {(chatEvent.Detail is null ? "" : ConversationText.Of(chatEvent.Detail))}";

    private static IEnumerable<string> Spellings(Extras? extras) => extras is null ? [] : extras.Spellings.Select(static spelling => $"{spelling.Key}: {spelling.Value}");
}
