namespace Parley.Providers.Upstream;

/// <summary>Counts the sends that still read a caller's body in place: it may be used for something else only when there is none. Thread-safe.</summary>
public sealed class BodyUse
{
    private int _readers;

    /// <summary>True when nobody reads the body.</summary>
    public bool IsFree => Volatile.Read(ref _readers) == 0;

    /// <summary>A send begins.</summary>
    public void Begin() => Interlocked.Increment(ref _readers);

    /// <summary>A send has ended for good.</summary>
    public void End() => Interlocked.Decrement(ref _readers);
}
