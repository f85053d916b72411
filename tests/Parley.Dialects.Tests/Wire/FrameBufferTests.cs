using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Wire;

public sealed class FrameBufferTests
{
    [Fact]
    public void GetMemory_is_at_least_as_long_as_asked_for()
    {
        using var reader = FrameReaders.Create(StreamFraming.ServerSentEvents);
        foreach (var hint in new[] { 1, 4096, 100_000, 10 })
        {
            Assert.True(reader.GetMemory(hint).Length >= hint);
            "data: "u8.CopyTo(reader.GetMemory(hint).Span);
            reader.Advance(6);
            Assert.False(reader.TryRead(out _));
        }
    }

    [Fact]
    public void GetMemory_of_nothing_is_empty_and_loses_nothing()
    {
        using var reader = FrameReaders.Create(StreamFraming.ServerSentEvents);
        Assert.True(reader.GetMemory(0).IsEmpty);
        Put(reader, "data: a"u8);
        Assert.False(reader.TryRead(out _));
        Assert.True(reader.GetMemory(0).IsEmpty);
        Put(reader, "b\n\n"u8);
        Assert.True(reader.TryRead(out var frame));
        Assert.Equal("ab"u8.ToArray(), frame.Data.ToArray());
    }

    [Fact]
    public void TryRead_an_event_of_a_megabyte_in_small_reads_is_whole()
    {
        using var reader = FrameReaders.Create(StreamFraming.ServerSentEvents);
        Put(reader, "data: "u8);
        var piece = new byte[1000];
        piece.AsSpan().Fill((byte)'x');
        for (var i = 0; i < 1000; i++)
        {
            Put(reader, piece);
            Assert.False(reader.TryRead(out _));
        }
        Put(reader, "\n\n"u8);
        Assert.True(reader.TryRead(out var frame));
        Assert.Equal(1_000_000, frame.Data.Length);
        Assert.Equal(-1, frame.Data.Span.IndexOfAnyExcept((byte)'x'));
    }

    [Fact]
    public void TryRead_a_thousand_events_allocate_nothing()
    {
        using var reader = FrameReaders.Create(StreamFraming.ServerSentEvents);
        Read(reader, 10);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Read(reader, 1000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256);
    }

    private static void Read(FrameReader reader, int events)
    {
        for (var i = 0; i < events; i++)
        {
            Put(reader, "event: ping\ndata: {\"type\":\"ping\"}\n\n"u8);
            if (!reader.TryRead(out _))
                throw new InvalidOperationException("The event is whole.");
        }
    }

    private static void Put(FrameReader reader, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(reader.GetMemory(bytes.Length).Span);
        reader.Advance(bytes.Length);
    }
}
