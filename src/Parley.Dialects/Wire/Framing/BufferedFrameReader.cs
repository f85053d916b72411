using System.Buffers;

namespace Parley.Dialects.Wire;

/// <summary>
/// The buffer that all framings share. An array is rented when bytes are to come and is given back when nothing is in it, so that a thousand waiting streams hold next to nothing.
/// </summary>
/// <remarks>Offsets count from the beginning of the current event, so that they survive when the buffer is moved or grows.</remarks>
internal abstract class BufferedFrameReader(int maxEventBytes) : FrameReader
{
    private const int SmallestArray = 4096;

    /// <summary>How many times larger than asked an empty array may be before it is exchanged for a small one.</summary>
    private const int SpareFactor = 4;

    private byte[]? _array;
    private int _start;
    private int _end;
    private bool _begun;

    /// <summary>The bytes that belong to no event yet.</summary>
    protected ReadOnlySpan<byte> Unread => _array.AsSpan(_start, _end - _start);

    public sealed override Memory<byte> GetMemory(int sizeHint = SmallestArray)
    {
        if (_start == _end)
            MakeRoomWhenEmpty(sizeHint);
        else if (sizeHint > _array!.Length - _end)
            MakeRoom(sizeHint);
        return sizeHint == 0 ? default : _array.AsMemory(_end);
    }

    public sealed override void Advance(int count) => _end += count;

    public sealed override void Dispose() => Release();

    /// <summary>Part of the current event.</summary>
    protected ReadOnlyMemory<byte> Slice(int offset, int length) => new(_array, _start + offset, length);

    /// <summary>Ends the current event: its bytes are given to the caller, the next one begins behind them.</summary>
    protected ReadOnlyMemory<byte> Take(int length)
    {
        if (length > maxEventBytes)
            throw TooLong();
        var raw = Slice(0, length);
        _start += length;
        return raw;
    }

    /// <summary>To be called when the unread bytes hold no whole event.</summary>
    protected void CheckLimit()
    {
        if (_end - _start > maxEventBytes)
            throw TooLong();
    }

    /// <summary>Passes over a byte order mark at the beginning of the stream; false while it cannot be told yet.</summary>
    protected bool TryBegin()
    {
        if (_begun)
            return true;
        var mark = "\uFEFF"u8;
        var unread = Unread;
        if (unread.Length < mark.Length && mark.StartsWith(unread))
            return false;
        if (unread.StartsWith(mark))
            _start += mark.Length;
        return _begun = true;
    }

    private void MakeRoomWhenEmpty(int sizeHint)
    {
        _start = _end = 0;
        if (_array is not null && (sizeHint == 0 || _array.Length < sizeHint || _array.Length > SpareFactor * Math.Max(sizeHint, SmallestArray)))
            Release();
        if (sizeHint > 0)
            _array ??= ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, SmallestArray));
    }

    /// <summary>The pool rounds up to powers of two, so growing by what is needed doubles the array.</summary>
    private void MakeRoom(int sizeHint)
    {
        var unread = Unread;
        if (unread.Length + sizeHint <= _array!.Length)
        {
            unread.CopyTo(_array);
        }
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent(unread.Length + sizeHint);
            unread.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_array);
            _array = larger;
        }
        _end -= _start;
        _start = 0;
    }

    private void Release()
    {
        if (_array is null)
            return;
        ArrayPool<byte>.Shared.Return(_array);
        _array = null;
        _start = _end = 0;
    }

    private WireFormatException TooLong() => new("", $"An event of the stream is longer than {maxEventBytes} bytes.");
}
