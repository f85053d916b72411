using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Parley.Dialects.Wire;

/// <summary>Finds the bytes that end a run of plain text inside a JSON string: quote, backslash, control character.</summary>
/// <remarks>
/// A block of 64 bytes is looked at once and remembered as one bit for each byte. The strings of a tool's schema are so short that a vector search anew in each of them would cost more than their bytes.
/// </remarks>
internal ref struct JsonStops(ReadOnlySpan<byte> json)
{
    private const int BlockBits = 6;
    private const int BlockBytes = 1 << BlockBits;

    private readonly ReadOnlySpan<byte> _json = json;
    private ulong _stops;
    private ulong _ahead;
    private int _block = -1;

    /// <summary>The offset of the next such byte; the length or more when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(int at)
    {
        if (at >> BlockBits == _block)
        {
            // A shift counts modulo 64: no mask is needed.
            var stops = _stops >> at;
            if (stops != 0)
                return at + BitOperations.TrailingZeroCount(stops);
        }
        return NextBlocks(at);
    }

    private int NextBlocks(int at)
    {
        while (at < _json.Length)
        {
            var block = at >> BlockBits;
            if (block != _block)
                Look(block);
            var stops = _stops >> at;
            if (stops != 0)
                return at + BitOperations.TrailingZeroCount(stops);
            at = (block + 1) << BlockBits;
        }
        return at;
    }

    /// <summary>The next block is looked at ahead of time, so that nobody waits for its comparisons when the scan gets there: a fifth of the whole.</summary>
    private void Look(int block)
    {
        _stops = block == _block + 1 && block > 0 ? _ahead : StopsOf(block);
        _block = block;
        _ahead = StopsOf(block + 1);
    }

    private readonly ulong StopsOf(int block)
    {
        var start = block << BlockBits;
        return start + BlockBytes <= _json.Length ? Stops(ref Unsafe.Add(ref MemoryMarshal.GetReference(_json), start)) : LastStops(start);
    }

    /// <summary>What lies behind the end stops as well.</summary>
    private readonly ulong LastStops(int start)
    {
        var rest = _json.Length - start;
        if (rest <= 0)
            return ulong.MaxValue;
        if (_json.Length >= BlockBytes)
            return (Stops(ref Unsafe.Add(ref MemoryMarshal.GetReference(_json), _json.Length - BlockBytes)) >> (BlockBytes - rest)) | (ulong.MaxValue << rest);
        Span<byte> padded = stackalloc byte[BlockBytes];
        padded.Clear();
        _json[start..].CopyTo(padded);
        return Stops(ref MemoryMarshal.GetReference(padded));
    }

    private static ulong Stops(ref byte block) =>
        Stops(Vector256.LoadUnsafe(ref block)) | ((ulong)Stops(Vector256.LoadUnsafe(ref block, (nuint)Vector256<byte>.Count)) << Vector256<byte>.Count);

    private static uint Stops(Vector256<byte> text)
    {
        var stops = Vector256.Equals(text, Vector256.Create((byte)'"')) | Vector256.Equals(text, Vector256.Create((byte)'\\'))
            | Vector256.LessThan(text, Vector256.Create((byte)' '));
        return stops.ExtractMostSignificantBits();
    }
}
