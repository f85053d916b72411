using System.Buffers;

namespace Parley.Dialects.Wire;

/// <summary>
/// Takes bytes into arrays of the shared pool: request bodies, replies, bursts of events. Has one owner, who disposes of it. Not thread-safe.
/// </summary>
/// <remarks>Arrays above 1 MB come from <see cref="LargeArrays"/>: the shared pool would keep the largest body of the day for good.</remarks>
/// <param name="capacity">How much room to begin with; nothing is rented before the first write.</param>
public sealed class PooledBufferWriter(int capacity = PooledBufferWriter.SmallestArray) : IBufferWriter<byte>, IDisposable
{
    private const int SmallestArray = 4096;

    /// <summary>The largest array that the pool takes back.</summary>
    internal const int LargestPooledArray = 1024 * 1024;

    private static readonly LargeArrays Large = new();
    private byte[] _array = [];
    private int _written;

    /// <summary>What was written. Valid until the next write, reset or disposal.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _array.AsMemory(0, _written);

    /// <inheritdoc cref="WrittenMemory"/>
    public ReadOnlySpan<byte> WrittenSpan => _array.AsSpan(0, _written);

    /// <summary>What was written, to be written over.</summary>
    internal Span<byte> Written => _array.AsSpan(0, _written);

    /// <summary>How many bytes were written.</summary>
    public int WrittenCount => _written;

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _array.Length - _written);
        _written += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _array.AsMemory(_written);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _array.AsSpan(_written);
    }

    /// <summary>Appends bytes. The room is made for all of them at once.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        bytes.CopyTo(GetSpan(bytes.Length));
        _written += bytes.Length;
    }

    /// <summary>Forgets what was written and keeps the array for the next use.</summary>
    public void Reset() => _written = 0;

    /// <summary>Forgets what was written and gives the array back. The writer may be used again and then rents anew.</summary>
    public void Dispose()
    {
        var array = _array;
        _array = [];
        _written = 0;
        Return(array);
    }

    /// <summary>Forgets what was written and leaves the array to the garbage collector, because somebody may still read it.</summary>
    public void Abandon() => (_array, _written) = ([], 0);

    private void EnsureRoom(int sizeHint)
    {
        var needed = Math.Max(1, sizeHint);
        if (needed <= _array.Length - _written)
            return;
        var length = Math.Max(_written + needed, Math.Max(capacity, (int)Math.Min(2L * _array.Length, Array.MaxLength)));
        var larger = length <= LargestPooledArray ? ArrayPool<byte>.Shared.Rent(length) : Large.Rent(length);
        WrittenSpan.CopyTo(larger);
        Return(_array);
        _array = larger;
    }

    private static void Return(byte[] array)
    {
        if (array.Length > LargestPooledArray)
            Large.Return(array);
        else if (array.Length > 0)
            ArrayPool<byte>.Shared.Return(array);
    }
}
