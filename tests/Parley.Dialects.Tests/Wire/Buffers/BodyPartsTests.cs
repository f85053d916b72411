using System.Buffers;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Tests.Wire;

public sealed class BodyPartsTests
{
    private const int Large = PooledBufferWriter.LargestPooledArray + 1;

    [Fact]
    public void Small_pieces_are_copied_into_one()
    {
        using var body = new BodyParts(16);
        var piece = "abc"u8.ToArray();

        body.Write("<"u8);
        body.Append(piece);
        body.Write(">"u8);
        piece.AsSpan().Clear();

        Assert.Equal(1, body.Count);
        Assert.Equal("<abc>"u8.ToArray(), body[0].ToArray());
        Assert.Equal(body.Length, body.OwnLength);
    }

    [Fact]
    public void Large_pieces_stay_where_they_are_and_keep_their_place()
    {
        using var body = new BodyParts(16);
        var (first, second) = (Filled(1), Filled(2));

        body.Append(first);
        body.Write("between"u8);
        body.Append(second);
        body.Write("behind"u8);

        Assert.Equal(2L * Large + "betweenbehind".Length, body.Length);
        Assert.Equal("betweenbehind".Length, body.OwnLength);
        Assert.Equal(5, body.Count);
        Assert.True(body[0].IsEmpty);
        Assert.True(body[1].Equals(first.AsMemory()));
        Assert.Equal("between"u8.ToArray(), body[2].ToArray());
        Assert.True(body[3].Equals(second.AsMemory()));
        Assert.Equal("behind"u8.ToArray(), body[4].ToArray());
    }

    private static byte[] Filled(byte value)
    {
        var bytes = new byte[Large];
        bytes.AsSpan().Fill(value);
        return bytes;
    }
}
