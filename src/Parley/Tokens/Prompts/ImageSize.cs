using static System.Buffers.Binary.BinaryPrimitives;

namespace Parley.Tokens.Prompts;

/// <summary>How large an image is, in pixels.</summary>
/// <param name="Width">Its width.</param>
/// <param name="Height">Its height.</param>
internal readonly record struct ImageSize(int Width, int Height)
{
    /// <summary>As many bytes as the longest of the headers has that stand at the beginning.</summary>
    private const int HeaderLength = 30;

    /// <summary>Reads the size from the header of a PNG, GIF, WebP or JPEG file; null when it is none of them, or damaged.</summary>
    public static ImageSize? Read(Base64Bytes file)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        if (!file.TryRead(0, header))
            return null;
        if (header[1..].StartsWith("PNG\r\n"u8))
            return new ImageSize(ReadInt32BigEndian(header[16..]), ReadInt32BigEndian(header[20..]));
        if (header.StartsWith("GIF8"u8))
            return new ImageSize(ReadUInt16LittleEndian(header[6..]), ReadUInt16LittleEndian(header[8..]));
        if (header.StartsWith("RIFF"u8) && header[8..].StartsWith("WEBP"u8))
            return WebP(header);
        return header is [0xFF, 0xD8, ..] ? Jpeg(file) : null;
    }

    /// <summary>The three kinds of a first chunk, after RFC 9649: lossy, lossless, extended.</summary>
    private static ImageSize? WebP(ReadOnlySpan<byte> header)
    {
        var chunk = header[12..];
        if (chunk.StartsWith("VP8 "u8))
            return new ImageSize(ReadUInt16LittleEndian(header[26..]) & 0x3FFF, ReadUInt16LittleEndian(header[28..]) & 0x3FFF);
        if (chunk.StartsWith("VP8L"u8))
        {
            var bits = ReadUInt32LittleEndian(header[21..]);
            return new ImageSize((int)(bits & 0x3FFF) + 1, (int)(bits >> 14 & 0x3FFF) + 1);
        }
        return chunk.StartsWith("VP8X"u8) ? new ImageSize(ReadUInt24(header[24..]) + 1, ReadUInt24(header[27..]) + 1) : null;
    }

    /// <summary>
    /// The size that a JPEG's frame header says. It stands behind segments of any number and length (a camera's data, a preview, a colour profile), which are stepped over.
    /// </summary>
    private static ImageSize? Jpeg(Base64Bytes file)
    {
        Span<byte> segment = stackalloc byte[9];
        for (long position = 2; file.TryRead(position, segment) && segment[0] == 0xFF;)
        {
            var marker = segment[1];
            if (IsFrame(marker))
                return new ImageSize(ReadUInt16BigEndian(segment[7..]), ReadUInt16BigEndian(segment[5..]));
            // A marker may be filled up with FF; all others before the first scan have a length, which counts itself.
            position += marker == 0xFF ? 1 : 2 + ReadUInt16BigEndian(segment[2..]);
        }
        return null;
    }

    /// <summary>SOF0 to SOF15 without DHT, JPG and DAC, which stand among them.</summary>
    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static int ReadUInt24(ReadOnlySpan<byte> bytes) => bytes[0] | bytes[1] << 8 | bytes[2] << 16;
}
