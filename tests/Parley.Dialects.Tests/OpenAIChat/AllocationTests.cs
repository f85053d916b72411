using System.Buffers;
using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.OpenAIChat;

public sealed class AllocationTests
{
    private const int Events = 1000;
    private static readonly byte[] Delta = Encoding.UTF8.GetBytes(OpenAI.Chunk("""{"content":"some words"}""", rest: ""","usage":null,"system_fingerprint":"fp_1" """));

    [Fact]
    public void Decoded_text_allocates_nothing()
    {
        var decoder = OpenAI.Codec.OpenDecoder(WireProfile.Default);
        var events = new List<ChatEvent>();
        Assert.Equal(0, Measure(() =>
        {
            events.Clear();
            decoder.Decode(new WireFrame(default, Delta, Delta), events);
        }));
    }

    [Fact]
    public void Encoded_text_allocates_nothing()
    {
        var encoder = OpenAI.Codec.OpenEncoder(new StreamOptions(), new ConversionLog());
        var output = new ArrayBufferWriter<byte>(4096);
        encoder.Encode(ChatEvent.Of(ChatEventKind.Start, new ReplyStart { Id = "r", Model = "m" }), output);
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
        var tap = OpenAI.Codec.OpenTap(new StreamOptions(), WireProfile.Default);
        Assert.Equal(0, Measure(() => tap.Observe(new WireFrame(default, Delta, Delta))));
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
