using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Ollama;

/// <summary>Counts images without decoding them.</summary>
internal static class ImageScan
{
    /// <summary>What an image counts in the estimate of a prompt.</summary>
    public const int TokensPerImage = 1000;

    /// <summary>The images of a list of messages, and the bytes that they take.</summary>
    public static (int Images, int Bytes) InMessages(RawJson messages)
    {
        // Only a body with this key somewhere is worth a second pass; inside a text its quotes would be escaped.
        if (messages.Utf8.Span.IndexOf("\"images\""u8) < 0)
            return default;
        var reader = messages.CreateReader();
        var (images, bytes) = (0, 0);
        while (reader.Read())
        {
            if (reader.CurrentDepth != 2 || reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("images"u8))
                continue;
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
                continue;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                images++;
                bytes += reader.ValueSpan.Length;
            }
        }
        return (images, bytes);
    }

    /// <summary>The images of one list.</summary>
    public static int InList(RawJson list)
    {
        var reader = list.CreateReader();
        var images = 0;
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            images++;
        return images;
    }

    /// <summary>The media type that a base64 text begins with; null when it is none of the common ones. Ollama's wire does not say it, other dialects demand it.</summary>
    public static string? MediaTypeOf(JsonText base64)
    {
        Span<byte> start = stackalloc byte[12];
        start = start[..CopyStart(base64, start)];
        return start switch
        {
            _ when start.StartsWith("iVBORw0KGgo"u8) => "image/png",
            _ when start.StartsWith("/9j/"u8) => "image/jpeg",
            _ when start.StartsWith("R0lGOD"u8) => "image/gif",
            _ when start.StartsWith("UklGR"u8) => "image/webp",
            _ => null,
        };
    }

    /// <summary>Some clients escape the slash.</summary>
    private static int CopyStart(JsonText base64, Span<byte> start)
    {
        if (base64.TryGetPlainUtf8(out var plain))
        {
            plain = plain[..Math.Min(plain.Length, start.Length)];
            plain.CopyTo(start);
            return plain.Length;
        }
        var text = base64.ToString();
        return System.Text.Encoding.UTF8.TryGetBytes(text.AsSpan(0, Math.Min(text.Length, 4 + 8)), start, out var written) ? written : 0;
    }
}
