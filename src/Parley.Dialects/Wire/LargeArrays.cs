namespace Parley.Dialects.Wire;

/// <summary>
/// Arrays above the size that the shared pool is good for: bodies with images or documents. A few idle ones are kept, weakly: large arrays that are made and dropped for each request
/// grow the heap to a multiple of what is in use, and arrays that are kept for good are the largest body of the day. Thread-safe.
/// </summary>
internal sealed class LargeArrays
{
    private const int MostIdle = 16;
    private const int Step = 256 * 1024;
    private readonly Lock _gate = new();
    private readonly List<WeakReference<byte[]>> _idle = [];

    /// <summary>An array of at least this length, not zeroed.</summary>
    public byte[] Rent(int length)
    {
        lock (_gate)
        {
            for (var i = _idle.Count - 1; i >= 0; i--)
            {
                var isThere = _idle[i].TryGetTarget(out var idle);
                if (isThere && (idle!.Length < length || idle.Length / 2 > length))
                    continue;
                _idle.RemoveAt(i);
                if (isThere)
                    return idle!;
            }
        }
        return GC.AllocateUninitializedArray<byte>((int)Math.Min(((long)length + Step - 1) / Step * Step, Array.MaxLength));
    }

    /// <summary>Gives an array back that nobody reads any more.</summary>
    public void Return(byte[] array)
    {
        lock (_gate)
        {
            if (_idle.Count < MostIdle)
                _idle.Add(new WeakReference<byte[]>(array));
        }
    }
}
