namespace Parley.Serving.Bodies;

/// <summary>Counts the bytes of bodies that the process holds. Beyond the cap new requests are refused, so that a burst of large bodies cannot take the process down.</summary>
internal sealed class BufferBudget
{
    private long _held;

    /// <summary>The bytes held now.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>Takes bytes from the budget; false when they do not fit under <paramref name="cap"/>.</summary>
    public bool TryTake(long bytes, long cap)
    {
        if (Interlocked.Add(ref _held, bytes) <= cap)
            return true;
        Interlocked.Add(ref _held, -bytes);
        return false;
    }

    /// <summary>Gives bytes back.</summary>
    public void Release(long bytes) => Interlocked.Add(ref _held, -bytes);
}
