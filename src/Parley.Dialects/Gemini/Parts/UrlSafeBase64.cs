using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>
/// Base64 in the alphabet of addresses. Protobuf's JSON takes it beside the standard one, and Google's client for Python writes it; every other dialect knows the standard one alone.
/// </summary>
internal static class UrlSafeBase64
{
    /// <summary>The same bytes in the standard alphabet, padded; false when the text is in that alphabet already.</summary>
    public static bool TryConvert(JsonText data, out JsonText standard)
    {
        standard = default;
        if (!data.TryGetPlainUtf8(out var text) || text.IndexOfAny((byte)'-', (byte)'_') < 0)
            return false;
        var token = new byte[((text.Length + 3) / 4 * 4) + 2];
        token.AsSpan().Fill((byte)'=');
        token[0] = token[^1] = (byte)'"';
        var converted = token.AsSpan(1, text.Length);
        text.CopyTo(converted);
        converted.Replace((byte)'-', (byte)'+');
        converted.Replace((byte)'_', (byte)'/');
        standard = JsonText.FromToken(token);
        return true;
    }
}
