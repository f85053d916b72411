using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Parley.Dialects.Wire;

/// <summary>
/// Escapes of half a character (<c>\ud800</c> alone). JSON's grammar has them, no text can hold them, and the readers of the base library throw: whoever reads JSON of strangers as a document
/// has them replaced first, by U+FFFD, as everywhere in Parley.
/// </summary>
public static class UnpairedSurrogates
{
    private const int EscapeLength = 6;

    /// <summary>Where the first one begins; -1 without one.</summary>
    public static int IndexIn(ReadOnlySpan<byte> json) => IndexIn(json, 0);

    /// <summary>A copy with U+FFFD for each of them, of the same length.</summary>
    public static byte[] Replaced(ReadOnlySpan<byte> json)
    {
        var copy = json.ToArray();
        for (var at = IndexIn(copy, 0); at >= 0; at = IndexIn(copy, at + EscapeLength))
            "\\ufffd"u8.CopyTo(copy.AsSpan(at));
        return copy;
    }

    /// <summary>The same for text.</summary>
    public static string Replaced(string json) =>
        json.Contains("\\u", StringComparison.Ordinal) || json.AsSpan().ContainsAnyInRange('\ud800', '\udfff') ? Encoding.UTF8.GetString(Replaced(Encoding.UTF8.GetBytes(json))) : json;

    /// <summary>The same JSON with U+FFFD for those in names of members, where a reader must compare; it is copied only when there is one. Those in texts stay: a stream may bring the other half with its next event.</summary>
    /// <remarks>What cannot be read as JSON is given back as it is: whoever reads it says why.</remarks>
    public static ReadOnlyMemory<byte> ReplacedInNames(ReadOnlyMemory<byte> json)
    {
        if (IndexIn(json.Span) < 0)
            return json;
        byte[]? copy = null;
        var reader = new Utf8JsonReader(json.Span, JsonWire.ReaderOptions);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || !reader.ValueIsEscaped || IndexIn(reader.ValueSpan) < 0)
                    continue;
                copy ??= json.ToArray();
                Replaced(reader.ValueSpan).CopyTo(copy, (int)reader.TokenStartIndex + 1);
            }
        }
        catch (JsonException)
        {
            return json;
        }
        return copy ?? json;
    }

    private static int IndexIn(ReadOnlySpan<byte> json, int from)
    {
        while (from < json.Length && json[from..].IndexOf((byte)'\\') is >= 0 and var slash)
        {
            var at = from + slash;
            var code = CodeAt(json[at..]);
            if (code is < 0xD800 or > 0xDFFF)
                from = at + 2;
            else if (code < 0xDC00 && CodeAt(json[(at + EscapeLength)..]) is >= 0xDC00 and <= 0xDFFF)
                from = at + (2 * EscapeLength);
            else
                return at;
        }
        return -1;
    }

    /// <summary>What an escape of four digits says; -1 for anything else.</summary>
    private static int CodeAt(ReadOnlySpan<byte> escape) =>
        escape.StartsWith("\\u"u8) && escape.Length >= EscapeLength && Utf8Parser.TryParse(escape.Slice(2, 4), out ushort code, out var used, 'x') && used == 4 ? code : -1;
}
