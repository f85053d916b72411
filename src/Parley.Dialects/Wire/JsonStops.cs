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

    private void Look(int block)
    {
        _block = block;
        var start = block << BlockBits;
        if (start + BlockBytes <= _json.Length)
        {
            _stops = Stops(ref Unsafe.Add(ref MemoryMarshal.GetReference(_json), start));
            return;
        }
        // Behind the end lie zeros, which are control characters and so stop as well.
        Span<byte> padded = stackalloc byte[BlockBytes];
        padded.Clear();
        _json[start..].CopyTo(padded);
        _stops = Stops(ref MemoryMarshal.GetReference(padded));
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
