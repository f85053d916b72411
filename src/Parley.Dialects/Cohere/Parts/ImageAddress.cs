using System.Buffers;
using System.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>The address of an image: a <c>data:</c> URL (RFC 2397), which is read as its bytes and not copied, or one that Cohere fetches.</summary>
internal static class ImageAddress
{
    private const string DefaultType = "image/png";

    /// <summary>The image behind an address.</summary>
    public static MediaPart Read(JsonText url)
    {
        // A slice of the body as a rule; an escaped address is decoded first.
        var address = url.TryGetPlainUtf8(out var utf8) ? url : Plain(url, out utf8);
        var comma = utf8.IndexOf((byte)',');
        if (!utf8.StartsWith("data:"u8) || comma < 0 || !utf8[..comma].EndsWith(";base64"u8))
            return new MediaPart(MediaKind.Image, new MediaSource.Url(url.ToString()));
        var header = utf8["data:".Length..comma];
        var end = header.IndexOf((byte)';');
        return new MediaPart(MediaKind.Image, new MediaSource.Base64(address.Tail(comma + 1))) { MediaType = end > 0 ? Encoding.UTF8.GetString(header[..end]) : null };
    }

    /// <summary>Moves to the value behind a name: an address, or a <c>data:</c> URL whose bytes are base64.</summary>
    public static JsonText ReadUrl(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var url = JsonRead.Text(ref reader, body);
        if (url.IsEmpty)
            throw JsonRead.Wrong(ref reader, body, "an address or a data: URL");
        return Read(url).Source switch
        {
            MediaSource.Base64 bytes when !JsonDemand.IsBase64(bytes.Data) => throw JsonRead.Wrong(ref reader, body, "an address, or a data: URL of bytes in base64"),
            MediaSource.Url { Address: var address } when address.StartsWith("data:", StringComparison.Ordinal) => throw JsonRead.Wrong(ref reader, body, "an address, or a data: URL of bytes in base64"),
            _ => url,
        };
    }

    /// <summary>Writes the address as the member <c>url</c>.</summary>
    public static void Write(Utf8JsonWriter writer, MediaPart image)
    {
        if (image.Source is MediaSource.Url url)
        {
            writer.WriteString("url"u8, url.Address);
            return;
        }
        var data = ((MediaSource.Base64)image.Source).Data;
        var token = new ArrayBufferWriter<byte>(data.ByteCount + 64);
        token.Write("\"data:"u8);
        JsonText.FromString(image.MediaType ?? DefaultType).WriteEscaped(token);
        token.Write(";base64,"u8);
        data.WriteEscaped(token);
        token.Write("\""u8);
        writer.WritePropertyName("url"u8);
        writer.WriteRawValue(token.WrittenSpan, skipInputValidation: true);
    }

    private static JsonText Plain(JsonText url, out ReadOnlySpan<byte> utf8)
    {
        var token = new ArrayBufferWriter<byte>(url.ByteCount + 2);
        token.Write("\""u8);
        url.WriteDecoded(token);
        token.Write("\""u8);
        utf8 = token.WrittenSpan[1..^1];
        return JsonText.FromToken(token.WrittenMemory);
    }
}
