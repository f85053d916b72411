using System.Net;
using System.Net.Sockets;

namespace Parley.Ledger.Keys;

/// <summary>
/// Counts wrong keys by the address that showed them. Of a fixed size: addresses that meet in one place are counted together, which can only slow down who has no key. Thread-safe, without locks.
/// </summary>
internal sealed class FailedKeys(TimeProvider time)
{
    private const int Places = 8192;
    private const int AddressBytes = 16;

    /// <summary>Of an address of version 6 whoever has one has them all up to here.</summary>
    private const int NetworkBytes = 8;

    private readonly long _began = time.GetTimestamp();

    /// <summary>Each the number of its window, and below it the count.</summary>
    private readonly long[] _counts = new long[Places];

    /// <summary>Counts a wrong key.</summary>
    /// <param name="address">Where it came from; null when nobody knows.</param>
    /// <param name="most">How many are answered as what they are; 0 for all.</param>
    /// <param name="window">In what time.</param>
    /// <returns>How long to wait, once there were too many; null before.</returns>
    public TimeSpan? Count(IPAddress? address, int most, TimeSpan window)
    {
        if (most <= 0)
            return null;
        var elapsed = time.GetElapsedTime(_began);
        var number = elapsed.Ticks / window.Ticks;
        ref var place = ref _counts[PlaceOf(address)];
        while (true)
        {
            var before = Volatile.Read(ref place);
            var count = before >> 32 == number ? (int)before : 0;
            if (count > most)
                return TimeSpan.FromTicks(((number + 1) * window.Ticks) - elapsed.Ticks);
            if (Interlocked.CompareExchange(ref place, (number << 32) | (uint)(count + 1), before) == before)
                return count < most ? null : TimeSpan.FromTicks(((number + 1) * window.Ticks) - elapsed.Ticks);
        }
    }

    private static int PlaceOf(IPAddress? address)
    {
        if (address is null)
            return 0;
        Span<byte> bytes = stackalloc byte[AddressBytes];
        address.TryWriteBytes(bytes, out var length);
        // Its numbers are others in each process: nobody can choose whom to meet.
        var hash = default(HashCode);
        hash.AddBytes(bytes[..(address.AddressFamily == AddressFamily.InterNetworkV6 ? NetworkBytes : length)]);
        return (hash.ToHashCode() & int.MaxValue) % Places;
    }
}
