using System.Buffers;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Gemini;

public sealed class AllocationTests
{
    private const int Deltas = 1_000;
    private const int MostBytesOfDelta = 16;
    private const string Chunk = """{"candidates":[{"content":{"parts":[{"text":"some more words\n"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":31,"candidatesTokenCount":129,"totalTokenCount":160,"promptTokensDetails":[{"modality":"TEXT","tokenCount":31}]},"modelVersion":"gemini-2.5-flash","responseId":"r1"}""";

    [Fact]
    public void Decoding_text_allocates_next_to_nothing()
    {
        var decoder = GeminiWire.Codec.OpenDecoder(WireProfile.Default);
        var frame = GeminiWire.Frame(Chunk);
        var events = new List<ChatEvent>(16);
        decoder.Decode(frame, events);
        AssertCheap(() =>
        {
            events.Clear();
            decoder.Decode(frame, events);
        });
        Assert.Equal(ChatEventKind.Text, Assert.Single(events).Kind);
    }

    [Fact]
    public void Encoding_text_allocates_next_to_nothing()
    {
        var encoder = GeminiWire.Codec.OpenEncoder(TestKit.CodecProof.Asked, new ConversionLog());
        var output = new ArrayBufferWriter<byte>(4096);
        var piece = new ChatEvent(ChatEventKind.Text, 0, 0, JsonText.FromToken("\"some more words\\n\""u8.ToArray()));
        encoder.Encode(piece, output);
        AssertCheap(() =>
        {
            output.ResetWrittenCount();
            encoder.Encode(piece, output);
        });
    }

    [Fact]
    public void Observing_text_allocates_nothing_to_speak_of()
    {
        var tap = GeminiWire.Codec.OpenTap(StreamOptions.None, WireProfile.Default);
        var frame = GeminiWire.Frame(Chunk);
        tap.Observe(frame);
        AssertCheap(() => tap.Observe(frame));
    }

    private static void AssertCheap(Action step)
    {
        step();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Deltas; i++)
            step();
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Deltas, 0, MostBytesOfDelta);
    }
}
