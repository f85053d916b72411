namespace Parley.Routing.Affinity;

/// <summary>
/// Fingerprints of the beginnings of a request's body: the next turn of a conversation begins with the bytes of the last. Shorter beginnings are of no interest, since no provider keeps them.
/// The fingerprints are of this process alone.
/// </summary>
internal static class PrefixHashes
{
    /// <summary>The lengths that are looked at, in bytes.</summary>
    public static readonly int[] Lengths = [4 << 10, 8 << 10, 16 << 10, 32 << 10, 64 << 10];

    /// <summary>About how many bytes of JSON make a token.</summary>
    public const int BytesPerToken = 4;

    /// <summary>The fingerprints of a body, one for each length that it has; null when it is too short for any.</summary>
    /// <param name="body">The body.</param>
    /// <param name="owner">Who asks: caches are not shared.</param>
    public static int[]? Of(ReadOnlySpan<byte> body, string owner)
    {
        var count = 0;
        while (count < Lengths.Length && Lengths[count] <= body.Length)
            count++;
        if (count == 0)
            return null;
        var hashes = new int[count];
        var hash = new HashCode();
        hash.Add(owner, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            hash.AddBytes(body[(i == 0 ? 0 : Lengths[i - 1])..Lengths[i]]);
            hashes[i] = hash.ToHashCode();
        }
        return hashes;
    }
}
