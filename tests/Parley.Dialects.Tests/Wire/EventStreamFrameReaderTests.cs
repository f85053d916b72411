using System.Buffers;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.Wire;

/// <summary>Messages of Amazon's event stream. The bytes were made by other code, after the specification.</summary>
public sealed class EventStreamFrameReaderTests
{
    private const string NoHeaders = "0000001d00000000fd528c5a7b27666f6f273a27626172277dc3653936";
    private const string Empty = "000000100000000005c248eb7d98c8ff";
    private const string Stop = "0000007a00000051ca2c46650b3a6576656e742d7479706507000b6d65737361676553746f700d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b2273746f70526561736f6e223a22656e645f7475726e227d5fbf09fc";
    private const string Error = "0000006800000058a9d03a230d3a6d6573736167652d747970650700056572726f720b3a6572726f722d636f646507000d496e7465726e616c4572726f720e3a6572726f722d6d657373616765070014416e20696e7465726e616c20226572726f72222ea094a0b7";

    [Theory]
    [InlineData(Empty, "", "")]
    [InlineData(NoHeaders, "", "{'foo':'bar'}")]
    [InlineData(Stop, "messageStop", """{"stopReason":"end_turn"}""")]
    [InlineData(Error, "InternalError", """{"message":"An internal \"error\"."}""")]
    public void Message_is_read_with_its_name_and_payload(string bytes, string name, string payload)
    {
        var frame = Assert.Single(Frames.Read(Convert.FromHexString(bytes), StreamFraming.AmazonEventStream));
        Assert.Equal((name, payload), (frame.Event, frame.Data));
    }

    [Fact]
    public void Messages_are_the_same_wherever_the_network_cuts_them()
    {
        var stream = Convert.FromHexString(Stop + Empty + Error + NoHeaders);
        var whole = Frames.Read(stream, StreamFraming.AmazonEventStream);
        Assert.Equal(4, whole.Count);
        Assert.All(Cutting.All(stream.Length), cutting => Assert.Equal(whole, Frames.Read(stream, StreamFraming.AmazonEventStream, cutting)));
    }

    [Fact]
    public void Every_changed_byte_is_found_out()
    {
        var stream = Convert.FromHexString(Stop);
        for (var place = 0; place < stream.Length; place++)
        {
            var changed = stream.ToArray();
            changed[place] ^= 1;
            Assert.True(IsBroken(changed), $"byte {place}");
        }
    }

    [Fact]
    public void Stream_that_ends_within_a_message_is_cut()
    {
        var stream = Convert.FromHexString(Stop);
        for (var length = 1; length < stream.Length; length++)
            Assert.True(IsBroken(stream[..length]), $"{length} bytes");
        Assert.False(IsBroken(stream));
    }

    [Fact]
    public void Message_beyond_the_limit_is_refused_before_it_is_waited_for()
    {
        using var reader = FrameReaders.Create(StreamFraming.AmazonEventStream, maxEventBytes: 100);
        var prelude = Convert.FromHexString(Stop)[..12];
        prelude.CopyTo(reader.GetMemory(12));
        reader.Advance(12);
        Assert.Throws<WireFormatException>(() => reader.TryRead(out _));
    }

    [Fact]
    public void Exception_and_error_are_faults_of_the_framing()
    {
        Assert.False(IsFault(Convert.FromHexString(Stop)));
        Assert.True(IsFault(Convert.FromHexString(Error)));
        Assert.True(IsFault(EventStreams.Of("""throttlingException {"message":"Slow down."}""")));
    }

    [Fact]
    public void Writer_writes_the_bytes_of_the_service()
    {
        var output = new ArrayBufferWriter<byte>();
        new EventStreamWriter().WriteEvent("messageStop"u8, "{\"stopReason\":\"end_turn\"}"u8, output);
        Assert.Equal(Stop, Convert.ToHexStringLower(output.WrittenSpan));
    }

    private static bool IsFault(byte[] stream)
    {
        var isFault = false;
        using var reader = FrameReaders.Create(StreamFraming.AmazonEventStream);
        Frames.Feed(reader, stream, Cutting.Whole, frame => isFault |= frame.IsFault);
        return isFault;
    }

    private static bool IsBroken(byte[] stream)
    {
        using var reader = FrameReaders.Create(StreamFraming.AmazonEventStream);
        try
        {
            Frames.Feed(reader, stream, Cutting.Whole, static _ => { });
            return reader.IsCut;
        }
        catch (WireFormatException)
        {
            return true;
        }
    }
}
