namespace Parley.TestKit;

/// <summary>Where the network cuts a stream.</summary>
/// <param name="Name">For messages of failed tests.</param>
/// <param name="Places">Offsets at which a new read begins, ascending.</param>
public sealed record Cutting(string Name, IReadOnlyList<int> Places)
{
    private const int MostSplits = 16 * 1024;
    private const int SeededPlaces = 64;

    /// <summary>All in one read.</summary>
    public static Cutting Whole { get; } = new("whole", []);

    /// <summary>One byte in each read.</summary>
    public static Cutting ByteByByte(int length) => new("byte by byte", [.. Enumerable.Range(1, Math.Max(0, length - 1))]);

    /// <summary>Two reads.</summary>
    public static Cutting InTwoAt(int place) => new($"in two at byte {place}", [place]);

    /// <summary>Several reads at places that the seed decides.</summary>
    public static Cutting Seeded(int seed, int length, int cuts)
    {
        var random = new Random(seed);
        var places = Enumerable.Range(0, cuts).Select(_ => random.Next(1, Math.Max(2, length))).Distinct().Order();
        return new Cutting($"{cuts} cuts of seed {seed}", [.. places]);
    }

    /// <summary>
    /// Every way in which a stream of this length is tried: whole, byte by byte, and in two at every byte (in two at 64 seeded places when it is long).
    /// </summary>
    public static IEnumerable<Cutting> All(int length)
    {
        yield return Whole;
        yield return ByteByByte(length);
        var places = length <= MostSplits ? Enumerable.Range(1, Math.Max(0, length - 1)) : Seeded(length, length, SeededPlaces).Places;
        foreach (var place in places)
            yield return InTwoAt(place);
    }

    /// <summary>The pieces of a stream under this cutting.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Pieces(ReadOnlyMemory<byte> stream)
    {
        var start = 0;
        foreach (var place in Places)
        {
            if (place >= stream.Length)
                break;
            yield return stream[start..place];
            start = place;
        }
        yield return stream[start..];
    }
}
