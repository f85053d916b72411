using System.Buffers;
using System.Buffers.Text;

namespace Parley.Tokens.Prompts;

/// <summary>Single bytes out of base64 text, without decoding what stands before them.</summary>
/// <param name="base64">The text, without line breaks.</param>
internal readonly ref struct Base64Bytes(ReadOnlySpan<byte> base64)
{
    /// <summary>The most bytes of one read.</summary>
    public const int MostAtOnce = 32;

    private readonly ReadOnlySpan<byte> _base64 = base64;

    /// <summary>Fills <paramref name="bytes"/> with those from a place on; false when there are not so many, or the text is no base64 there.</summary>
    public bool TryRead(long position, Span<byte> bytes)
    {
        var first = position / 3 * 4;
        var before = (int)(position % 3);
        var length = (before + bytes.Length + 2) / 3 * 4;
        if (first + length > _base64.Length)
            return false;
        Span<byte> decoded = stackalloc byte[MostAtOnce + 4];
        var status = Base64.DecodeFromUtf8(_base64.Slice((int)first, length), decoded, out _, out var written);
        if (status != OperationStatus.Done || written < before + bytes.Length)
            return false;
        decoded.Slice(before, bytes.Length).CopyTo(bytes);
        return true;
    }
}
