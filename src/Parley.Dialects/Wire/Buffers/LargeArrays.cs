using System.Collections.Concurrent;

namespace Parley.Dialects.Wire;

/// <summary>
/// Arrays above the size that the shared pool is good for: bodies with images or documents. A few idle ones are kept, weakly: large arrays that are made and dropped for each request
/// grow the heap to a multiple of what is in use, and arrays that are kept for good are the largest body of the day. Thread-safe.
/// </summary>
internal sealed class LargeArrays
{
    private const int MostIdle = 16;
    private const int Step = 256 * 1024;
    private readonly ConcurrentQueue<WeakReference<byte[]>> _idle = new();

    /// <summary>An array of at least this length, not zeroed.</summary>
    public byte[] Rent(int length)
    {
        for (var tries = _idle.Count; tries > 0 && _idle.TryDequeue(out var held); tries--)
        {
            if (!held.TryGetTarget(out var idle))
                continue;
            if (idle.Length >= length && idle.Length / 2 <= length)
                return idle;
            _idle.Enqueue(held);
        }
        return GC.AllocateUninitializedArray<byte>((int)Math.Min(((long)length + Step - 1) / Step * Step, Array.MaxLength));
    }

    /// <summary>Gives an array back that nobody reads any more.</summary>
    public void Return(byte[] array)
    {
        if (_idle.Count < MostIdle)
            _idle.Enqueue(new WeakReference<byte[]>(array));
    }
}
