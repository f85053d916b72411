using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>Reading of upstreams' values, where an odd type stands for nothing: an answer is not thrown away for a counter.</summary>
internal static class Loose
{
    /// <summary>Moves to the value behind a name and past it; null unless it is a whole number, or a string that holds one, as protobuf writes 64-bit numbers.</summary>
    public static long? Int64(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number)
            return reader.TryGetInt64(out var number) ? number : null;
        if (reader.TokenType == JsonTokenType.String)
            return long.TryParse(reader.GetString(), out var text) ? text : null;
        reader.Skip();
        return null;
    }

    /// <summary>The same for a number of tokens.</summary>
    public static long? Count(ref Utf8JsonReader reader) => Int64(ref reader) is { } count ? Math.Clamp(count, 0, TokenCount.Most) : null;

    /// <summary>Moves to the value behind a name and past it; null unless it is a string.</summary>
    public static string? String(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            return JsonRead.StringHere(ref reader, body);
        reader.Skip();
        return null;
    }

    /// <summary>Moves to the value behind a name: a word of an enumeration, or its number.</summary>
    public static string? FinishWord(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number)
            return Names.FinishWord(reader.TryGetInt64(out var number) ? number : -1);
        if (reader.TokenType == JsonTokenType.String)
            return JsonRead.StringHere(ref reader, body) is { Length: > 0 } word ? word : null;
        reader.Skip();
        return null;
    }

    /// <summary>Unix seconds of an RFC 3339 time; null when it is none.</summary>
    public static long? Time(string? text) =>
        DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var time) ? time.ToUnixTimeSeconds() : null;
}
