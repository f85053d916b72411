using System.Buffers.Binary;
using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Tests.Tokens.Prompts;

/// <summary>The beginnings of image files, as far as somebody who wants to know the size reads them.</summary>
internal static class ImageFiles
{
    public static MediaSource.Base64 Base64(byte[] file) => new(JsonText.FromToken(Encoding.UTF8.GetBytes($"\"{Convert.ToBase64String(file)}\"")));

    public static byte[] Png(int width, int height) =>
        [0x89, .. "PNG\r\n\u001a\n"u8, 0, 0, 0, 13, .. "IHDR"u8, .. Big(width), .. Big(height), 8, 6, 0, 0, 0, 1, 2, 3, 4];

    public static byte[] Gif(int width, int height) =>
        [.. "GIF89a"u8, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), .. new byte[24]];

    /// <summary>A JPEG with segments of these lengths before its frame header.</summary>
    public static byte[] Jpeg(int width, int height, params ReadOnlySpan<int> segments)
    {
        List<byte> file = [0xFF, 0xD8];
        foreach (var length in segments)
            file.AddRange([0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. new byte[length - 2]]);
        file.AddRange([0xFF, 0xFF, 0xC2, 0, 17, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 3, .. new byte[32]]);
        return [.. file];
    }

    public static byte[] WebPLossy(int width, int height) =>
        WebP("VP8 "u8, [0, 0, 0, 0x9D, 0x01, 0x2A, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8)]);

    public static byte[] WebPLossless(int width, int height)
    {
        var bits = (uint)(width - 1) | (uint)(height - 1) << 14;
        return WebP("VP8L"u8, [0x2F, (byte)bits, (byte)(bits >> 8), (byte)(bits >> 16), (byte)(bits >> 24), 0, 0, 0, 0, 0]);
    }

    public static byte[] WebPExtended(int width, int height) =>
        WebP("VP8X"u8, [0, 0, 0, 0, .. Little24(width - 1), .. Little24(height - 1)]);

    private static byte[] WebP(ReadOnlySpan<byte> chunk, ReadOnlySpan<byte> data) => [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBP"u8, .. chunk, 10, 0, 0, 0, .. data];

    private static byte[] Little24(int value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16)];

    private static byte[] Big(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
