using System.Buffers;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.OpenAIResponses;

public sealed class AllocationTests
{
    private const int Pieces = 1000;
    private const int RoomOfText = 8192;

    private static readonly IChatCodec Codec = KnownDialects.Find(DialectNames.OpenAIResponses)!.Chat;

    /// <summary>The text is gathered, since the end of the stream says it whole.</summary>
    [Fact]
    public void Encoded_text_allocates_nothing_but_the_room_it_is_gathered_in()
    {
        var encoder = Codec.OpenEncoder(new StreamOptions(), new ConversionLog());
        var output = new ArrayBufferWriter<byte>(8192);
        var piece = new ChatEvent(ChatEventKind.Text, 0, 0, JsonText.FromToken("\"x\""u8.ToArray()));
        encoder.Encode(ChatEvent.Of(ChatEventKind.Start, new ReplyStart { Id = "r" }), output);
        encoder.Encode(piece, output);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Pieces; i++)
        {
            output.ResetWrittenCount();
            encoder.Encode(piece, output);
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, RoomOfText);
    }
}
