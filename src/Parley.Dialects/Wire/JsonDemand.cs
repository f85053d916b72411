using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Parley.Dialects.Wire;

/// <summary>
/// Reading of members that take less than their type holds: numbers within a range, texts that must be said, bytes, schemas. What does not fit is a <see cref="WireFormatException"/> that names the place and what fits.
/// </summary>
/// <remarks>Each method moves to the value behind a name and past it, like those of <see cref="JsonRead"/>; those that end with <c>Here</c> stand on it.</remarks>
internal static class JsonDemand
{
    /// <summary>A number within a range; null for null.</summary>
    public static double? Double(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, int least, int most)
    {
        var value = JsonRead.Double(ref reader, body);
        return value is null || value >= least && value <= most ? value : throw JsonRead.Wrong(ref reader, body, $"a number{RangeOf(least, most)}");
    }

    /// <summary>A whole number within a range; null for null.</summary>
    public static int? Int32(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, int least, int most = int.MaxValue)
    {
        var value = JsonRead.Int64(ref reader, body);
        return value is null || value >= least && value <= most ? (int?)value : throw JsonRead.Wrong(ref reader, body, $"a whole number{RangeOf(least, most)}");
    }

    /// <summary>A text, where null does not stand for one.</summary>
    public static JsonText TextHere(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body) =>
        reader.TokenType == JsonTokenType.String ? JsonScan.ReadText(ref reader, body) : throw JsonRead.Wrong(ref reader, body, "a string");

    /// <summary>Bytes in base64.</summary>
    public static JsonText Base64(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        return Base64Here(ref reader, body);
    }

    /// <summary>Bytes in base64.</summary>
    public static JsonText Base64Here(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var data = JsonRead.TextHere(ref reader, body);
        return IsBase64(data) ? data : throw JsonRead.Wrong(ref reader, body, "bytes in base64");
    }

    /// <summary>True for base64 of at least one byte. Line breaks are allowed, and the padding may be left out, as some clients do: what bytes are meant is plain.</summary>
    public static bool IsBase64(JsonText data)
    {
        if (data.IsEmpty)
            return false;
        return data.TryGetPlainUtf8(out var utf8) ? IsBase64(utf8) : IsBase64(Encoding.UTF8.GetBytes(data.ToString()));
    }

    /// <summary>A JSON Schema, which is an object, true or false; absent for null.</summary>
    public static RawJson Schema(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.StartObject or JsonTokenType.True or JsonTokenType.False => JsonScan.ReadRaw(ref reader, body),
            JsonTokenType.Null => default,
            _ => throw JsonRead.Wrong(ref reader, body, "a JSON Schema: an object, true or false"),
        };
    }

    /// <summary>A text that was read of the object beginning at <paramref name="start"/>; the empty one counts as missing.</summary>
    public static JsonText Said(JsonText text, ReadOnlyMemory<byte> body, int start, string member)
    {
        if (!text.IsEmpty)
            return text;
        var place = JsonPlace.Of(body.Span, start);
        place = place.Length == 0 ? member : $"{place}.{member}";
        throw new WireFormatException(place, $"{place} is missing.");
    }

    private static bool IsBase64(ReadOnlySpan<byte> text)
    {
        if (System.Buffers.Text.Base64.IsValid(text))
            return true;
        var open = text.Length % 4;
        if (open < 2 || !System.Buffers.Text.Base64.IsValid(text[..^open]))
            return false;
        Span<byte> last = [(byte)'=', (byte)'=', (byte)'=', (byte)'='];
        text[^open..].CopyTo(last);
        return System.Buffers.Text.Base64.IsValid(last);
    }

    private static string RangeOf(int least, int most) => most == int.MaxValue
        ? string.Create(CultureInfo.InvariantCulture, $" of at least {least}")
        : string.Create(CultureInfo.InvariantCulture, $" from {least} to {most}");
}
