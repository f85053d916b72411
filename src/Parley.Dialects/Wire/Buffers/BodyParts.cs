using System.Buffers;

namespace Parley.Dialects.Wire;

/// <summary>
/// A body that is written once and sent as it is: small pieces in one pooled buffer, large pieces of another body left where they are. Has one owner, who disposes of it. Not thread-safe.
/// </summary>
/// <remarks>Whoever owns the other body must keep it until this one is disposed.</remarks>
/// <param name="capacity">How much room to begin with.</param>
public sealed class BodyParts(int capacity) : IBufferWriter<byte>, IDisposable
{
    /// <summary>What is kept free before the body, for the head of a message.</summary>
    private const int RoomForHead = 2048;

    private readonly PooledBufferWriter _own = WithRoom(Math.Min(RoomForHead + capacity, PooledBufferWriter.LargestPooledArray));
    private List<(int Before, ReadOnlyMemory<byte> Part)>? _left;

    /// <summary>How many bytes the body has.</summary>
    public long Length { get; private set; }

    /// <summary>How many of them stand in its own buffer.</summary>
    public int OwnLength => _own.WrittenCount - RoomForHead;

    /// <inheritdoc/>
    public void Advance(int count)
    {
        _own.Advance(count);
        Length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0) => _own.GetMemory(sizeHint);

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => _own.GetSpan(sizeHint);

    /// <summary>Takes a piece of another body.</summary>
    public void Append(ReadOnlyMemory<byte> part)
    {
        if (part.Length <= PooledBufferWriter.LargestPooledArray)
        {
            this.Write(part.Span);
            return;
        }
        (_left ??= []).Add((_own.WrittenCount, part));
        Length += part.Length;
    }

    /// <summary>How many pieces the body has: its own and those left in place take turns.</summary>
    public int Count => 2 * (_left?.Count ?? 0) + 1;

    /// <summary>A piece of the body, in the order in which they are sent; may be empty.</summary>
    public ReadOnlyMemory<byte> this[int index]
    {
        get
        {
            if (index % 2 == 1)
                return _left![index / 2].Part;
            var start = index == 0 ? RoomForHead : _left![index / 2 - 1].Before;
            return index == Count - 1 ? _own.WrittenMemory[start..] : _own.WrittenMemory[start.._left![index / 2].Before];
        }
    }

    /// <summary>The first piece behind a head, to be sent as one; null where the head is too long for that. It is put before the body where it stands: the body itself stays as it is.</summary>
    public ReadOnlyMemory<byte>? After(ReadOnlySpan<byte> head)
    {
        if (head.Length > RoomForHead)
            return null;
        var first = this[0].Length;
        var start = RoomForHead - head.Length;
        head.CopyTo(_own.Written.Slice(start, head.Length));
        return _own.WrittenMemory.Slice(start, head.Length + first);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _left = null;
        Length = 0;
        _own.Dispose();
    }

    private static PooledBufferWriter WithRoom(int capacity)
    {
        var writer = new PooledBufferWriter(capacity);
        writer.GetSpan(RoomForHead);
        writer.Advance(RoomForHead);
        return writer;
    }
}
