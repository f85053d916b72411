using System.Buffers;
using System.Text;
using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAICommon;

/// <summary>Data URLs (RFC 2397), read and written without copying what they carry.</summary>
internal static class DataUrl
{
    /// <summary>True for a data URL and for an address with a scheme; false for bare base64.</summary>
    public static bool IsAddress(JsonText text) => text.TryGetPlainUtf8(out var utf8) && utf8.Length > 0
        ? utf8.StartsWith("data:"u8) || utf8[..Math.Min(utf8.Length, 10)].IndexOf("://"u8) > 0
        : text.ToString() is var plain && (plain.StartsWith("data:", StringComparison.Ordinal) || plain.Contains("://", StringComparison.Ordinal));

    /// <summary>Splits <c>data:image/png;base64,...</c>; the data stays a slice where the URL has no escapes. False for anything else.</summary>
    public static bool TryRead(JsonText url, out string? mediaType, out JsonText data)
    {
        mediaType = null;
        data = default;
        if (!url.TryGetPlainUtf8(out var utf8))
            return TryReadEscaped(url.ToString(), out mediaType, out data);
        if (!utf8.StartsWith("data:"u8))
            return false;
        var comma = utf8.IndexOf((byte)',');
        if (comma < 0 || !utf8[..comma].EndsWith(";base64"u8))
            return false;
        mediaType = MediaType(utf8["data:".Length..comma]);
        data = url.Tail(comma + 1);
        return true;
    }

    /// <summary>Moves to the value behind a name: an address, or a data URL whose bytes are base64.</summary>
    public static JsonText ReadAddress(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        return ReadAddressHere(ref reader, body);
    }

    /// <summary>The address or data URL that the reader stands on.</summary>
    public static JsonText ReadAddressHere(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var url = JsonRead.TextHere(ref reader, body);
        if (url.IsEmpty)
            throw JsonRead.Wrong(ref reader, body, "an address or a data: URL");
        if (IsData(url) && !(TryRead(url, out _, out var data) && JsonDemand.IsBase64(data)))
            throw JsonRead.Wrong(ref reader, body, "an address, or a data: URL of bytes in base64");
        return url;
    }

    /// <summary>Moves to the value behind a name: an address, a data URL, or bare base64; empty for null.</summary>
    public static JsonText ReadBytes(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        return ReadBytesHere(ref reader, body);
    }

    /// <summary>The address, the data URL or the bare base64 that the reader stands on; empty for null.</summary>
    public static JsonText ReadBytesHere(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return default;
        return IsAddress(JsonRead.TextHere(ref reader, body)) ? ReadAddressHere(ref reader, body) : JsonDemand.Base64Here(ref reader, body);
    }

    /// <summary>Writes a data URL as a JSON string.</summary>
    public static void Write(Utf8JsonWriter json, string name, string mediaType, JsonText data)
    {
        var token = new ArrayBufferWriter<byte>(data.ByteCount + mediaType.Length + 24);
        token.Write("\"data:"u8);
        token.Write(Encoding.UTF8.GetBytes(mediaType));
        token.Write(";base64,"u8);
        data.WriteEscaped(token);
        token.Write("\""u8);
        json.WritePropertyName(name);
        json.WriteRawValue(token.WrittenSpan, skipInputValidation: true);
    }

    private static bool IsData(JsonText url) =>
        url.TryGetPlainUtf8(out var utf8) ? utf8.StartsWith("data:"u8) : url.ToString().StartsWith("data:", StringComparison.Ordinal);

    private static bool TryReadEscaped(string url, out string? mediaType, out JsonText data)
    {
        mediaType = null;
        data = default;
        var comma = url.IndexOf(',', StringComparison.Ordinal);
        if (!url.StartsWith("data:", StringComparison.Ordinal) || comma < 0 || !url.AsSpan(0, comma).EndsWith(";base64"))
            return false;
        mediaType = MediaType(Encoding.UTF8.GetBytes(url["data:".Length..comma]));
        data = JsonText.FromString(url[(comma + 1)..]);
        return true;
    }

    private static string? MediaType(ReadOnlySpan<byte> header)
    {
        var end = header.IndexOf((byte)';');
        return end <= 0 ? null : Encoding.UTF8.GetString(header[..end]);
    }
}
