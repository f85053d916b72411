using System.Buffers.Binary;

namespace Parley.Dialects.Wire;

/// <summary>The checksum of gzip, PNG and Amazon's event streams: CRC-32 with the reflected polynomial 0xEDB88320 (RFC 1952, section 8), eight bytes at a time ("slicing by 8": M. Kounavis and F. Berry, 2005).</summary>
internal static class Crc32
{
    private const int Slices = 8;

    /// <summary>One table after the other: what a byte leaves behind when so many bytes follow it.</summary>
    private static readonly uint[] Table = BuildTable();

    /// <summary>The checksum of some bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var checksum = uint.MaxValue;
        ReadOnlySpan<uint> table = Table;
        for (; bytes.Length >= Slices; bytes = bytes[Slices..])
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ checksum;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            checksum = table[(7 << 8) | (byte)low] ^ table[(6 << 8) | (byte)(low >> 8)] ^ table[(5 << 8) | (byte)(low >> 16)] ^ table[(4 << 8) | (int)(low >> 24)]
                ^ table[(3 << 8) | (byte)high] ^ table[(2 << 8) | (byte)(high >> 8)] ^ table[(1 << 8) | (byte)(high >> 16)] ^ table[(int)(high >> 24)];
        }
        foreach (var value in bytes)
            checksum = table[(byte)(checksum ^ value)] ^ (checksum >> 8);
        return ~checksum;
    }

    private static uint[] BuildTable()
    {
        var table = new uint[Slices << 8];
        for (var value = 0u; value < 256; value++)
        {
            var rest = value;
            for (var bit = 0; bit < 8; bit++)
                rest = (rest & 1) == 0 ? rest >> 1 : (rest >> 1) ^ 0xEDB88320;
            table[value] = rest;
        }
        for (var index = 256; index < table.Length; index++)
            table[index] = table[(byte)table[index - 256]] ^ (table[index - 256] >> 8);
        return table;
    }
}
