using System.Buffers;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using static Parley.Dialects.Tests.Cohere.CohereWire;

namespace Parley.Dialects.Tests.Cohere;

public sealed class AllocationTests
{
    private const int Events = 1000;

    [Fact]
    public void Decoded_text_allocates_nothing()
    {
        var decoder = Codec.OpenDecoder(WireProfile.Default);
        var events = new List<ChatEvent>();
        var frame = Frame(Text("some words"));
        Assert.Equal(0, Measure(() =>
        {
            events.Clear();
            decoder.Decode(frame, events);
        }));
    }

    [Fact]
    public void Encoded_text_allocates_nothing()
    {
        var encoder = Codec.OpenEncoder(new StreamOptions(), new ConversionLog());
        var output = new ArrayBufferWriter<byte>(4096);
        encoder.Encode(ChatEvent.Of(ChatEventKind.Start, new ReplyStart { Id = "r" }), output);
        var piece = new ChatEvent(ChatEventKind.Text, 0, 0, JsonText.FromToken("\"some words\""u8.ToArray()));
        Assert.Equal(0, Measure(() =>
        {
            output.ResetWrittenCount();
            encoder.Encode(piece, output);
        }));
    }

    [Fact]
    public void Observed_text_allocates_nothing()
    {
        var tap = Codec.OpenTap(new StreamOptions(), WireProfile.Default);
        var frame = Frame(Text("some words"));
        Assert.Equal(0, Measure(() => tap.Observe(frame)));
    }

    private static long Measure(Action step)
    {
        step();
        step();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Events; i++)
            step();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Events;
    }
}
