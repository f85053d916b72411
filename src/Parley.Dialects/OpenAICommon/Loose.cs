using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAICommon;

/// <summary>Reading of an upstream's members: what has the wrong type counts as absent, since imitators of the dialect get types wrong.</summary>
/// <remarks>Each method moves to the value behind a name and past it, like those of <see cref="JsonRead"/>.</remarks>
internal static class Loose
{
    /// <summary>A short string; a number becomes its text (Azure's and OpenRouter's codes); null for anything else.</summary>
    public static string? String(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.String: return JsonRead.StringHere(ref reader, body);
            case JsonTokenType.Number: return JsonScan.ReadRaw(ref reader, body).ToString();
            default: reader.Skip(); return null;
        }
    }

    /// <summary>A whole number; fractions are cut off; null for anything else.</summary>
    public static long? Int64(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.Number)
        {
            reader.Skip();
            return null;
        }
        if (reader.TryGetInt64(out var whole))
            return whole;
        return reader.TryGetDouble(out var real) && Math.Abs(real) < 1e18 ? (long)real : null;
    }

    /// <summary>How many tokens; also where it is said as a string. Less than none counts as not said.</summary>
    public static long? Count(RawJson value) => Said(value) is { } count ? Math.Min(count, TokenCount.Most) : null;

    private static long? Said(RawJson value)
    {
        if (value.IsAbsent)
            return null;
        if (Utf8Parser.TryParse(value.Utf8.Span, out long whole, out var length) && length == value.Utf8.Length)
            return whole >= 0 ? whole : null;
        var reader = value.CreateReader();
        if (value.Kind != JsonValueKind.String)
            return Int64(ref reader) is >= 0 and var said ? said : null;
        reader.Read();
        return long.TryParse(reader.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;
    }

    /// <summary>A whole number of 32 bits, or <paramref name="otherwise"/>.</summary>
    public static int Int32(ref Utf8JsonReader reader, int otherwise) =>
        Int64(ref reader) is >= 0 and <= int.MaxValue and var value ? (int)value : otherwise;

    /// <summary>A text: strings as they are, null as empty, any other value as its JSON (Cloudflare answers with an object).</summary>
    public static JsonText TextHere(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body) => reader.TokenType switch
    {
        JsonTokenType.String => JsonScan.ReadText(ref reader, body),
        JsonTokenType.Null => default,
        _ => JsonText.FromString(JsonScan.ReadRaw(ref reader, body).ToString()),
    };

    /// <summary>Moves to the value behind a name; true on an opening brace, otherwise the value is passed over.</summary>
    public static bool BeginObject(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
            return true;
        reader.Skip();
        return false;
    }

    /// <summary>Moves to the value behind a name: an object, whole; absent for anything else.</summary>
    public static RawJson Object(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
            return JsonScan.ReadRaw(ref reader, body);
        reader.Skip();
        return default;
    }

    /// <summary>Moves to the value behind a name; true on an opening bracket, otherwise the value is passed over.</summary>
    public static bool BeginArray(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
            return true;
        reader.Skip();
        return false;
    }
}
