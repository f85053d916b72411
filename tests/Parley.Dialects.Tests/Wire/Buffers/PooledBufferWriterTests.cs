using System.Buffers;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Wire;

public sealed class PooledBufferWriterTests
{
    [Theory]
    [InlineData(1, 10)]
    [InlineData(1000, 50)]
    [InlineData(4096, 3)]
    [InlineData(700_000, 5)]
    public void Write_pieces_of_any_size_stand_one_behind_the_other(int length, int count)
    {
        using var writer = new PooledBufferWriter();
        for (var i = 0; i < count; i++)
        {
            var piece = new byte[length];
            piece.AsSpan().Fill((byte)i);
            writer.Write(piece);
        }
        Assert.Equal(length * count, writer.WrittenCount);
        for (var i = 0; i < count; i++)
            Assert.Equal(-1, writer.WrittenSpan.Slice(i * length, length).IndexOfAnyExcept((byte)i));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(5000, 5000)]
    [InlineData(3_000_000, 3_000_000)]
    public void GetMemory_is_at_least_as_long_as_asked_for(int hint, int least)
    {
        using var writer = new PooledBufferWriter();
        Assert.True(writer.GetMemory(hint).Length >= least);
        Assert.True(writer.GetSpan(hint).Length >= least);
    }

    [Fact]
    public void Advance_beyond_the_room_is_refused()
    {
        using var writer = new PooledBufferWriter();
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Advance(writer.GetSpan().Length + 1));
    }

    [Fact]
    public void Reset_forgets_the_content_and_rents_nothing_anew()
    {
        using var writer = new PooledBufferWriter();
        writer.Write("first"u8);
        writer.Reset();
        Assert.Equal(0, writer.WrittenCount);
        var before = GC.GetAllocatedBytesForCurrentThread();
        writer.Write("second"u8);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal("second"u8.ToArray(), writer.WrittenMemory.ToArray());
    }

    [Fact]
    public void Dispose_twice_gives_the_array_back_once()
    {
        var writer = new PooledBufferWriter();
        writer.Write("text"u8);
        writer.Dispose();
        writer.Dispose();
        Assert.True(writer.WrittenMemory.IsEmpty);
        var first = ArrayPool<byte>.Shared.Rent(4096);
        var second = ArrayPool<byte>.Shared.Rent(4096);
        Assert.NotSame(first, second);
        ArrayPool<byte>.Shared.Return(first);
        ArrayPool<byte>.Shared.Return(second);
    }

    [Fact]
    public void Abandoned_array_is_not_used_again()
    {
        using var writer = new PooledBufferWriter(3_000_000);
        writer.Write("mine"u8);
        var before = writer.WrittenMemory;

        writer.Abandon();
        using var other = new PooledBufferWriter(3_000_000);
        other.Write("other"u8);

        Assert.Equal(0, writer.WrittenCount);
        Assert.Equal("mine"u8.ToArray(), before.ToArray());
    }
}
