namespace Parley.Dialects.Wire;

/// <summary>The checksum of gzip, PNG and Amazon's event streams: CRC-32 with the reflected polynomial 0xEDB88320 (RFC 1952, section 8).</summary>
internal static class Crc32
{
    private static readonly uint[] Table = BuildTable();

    /// <summary>The checksum of some bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var checksum = uint.MaxValue;
        foreach (var value in bytes)
            checksum = Table[(byte)(checksum ^ value)] ^ (checksum >> 8);
        return ~checksum;
    }

    private static uint[] BuildTable()
    {
        var table = new uint[256];
        for (var value = 0u; value < table.Length; value++)
        {
            var rest = value;
            for (var bit = 0; bit < 8; bit++)
                rest = (rest & 1) == 0 ? rest >> 1 : (rest >> 1) ^ 0xEDB88320;
            table[value] = rest;
        }
        return table;
    }
}
