using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Parley.Dialects.Wire;

/// <summary>How Parley reads and writes JSON: one set of options, and the escapes of strings inside strings.</summary>
public static class JsonWire
{
    /// <summary>The deepest nesting that is read; deeper input is a caller's fault, not a stack overflow.</summary>
    public const int MaxDepth = 128;

    /// <summary>Strict JSON, bounded depth.</summary>
    public static JsonReaderOptions ReaderOptions { get; } = new() { MaxDepth = MaxDepth };

    /// <summary>Escapes what JSON demands and nothing more: HTML-safe escapes would double the size of non-Latin text.</summary>
    public static JavaScriptEncoder Encoder { get; } = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>Compact output. Validation is off: what is written is decided by code, and raw slices were checked when they were read.</summary>
    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = Encoder, SkipValidation = true, MaxDepth = 1000 };

    /// <summary>Escapes UTF-8 text for the inside of a JSON string.</summary>
    public static void Escape(ReadOnlySpan<byte> utf8, IBufferWriter<byte> output)
    {
        var plain = utf8.IndexOfAny(MustEscape);
        if (plain < 0)
        {
            output.Write(utf8);
            return;
        }
        while (plain >= 0)
        {
            output.Write(utf8[..plain]);
            WriteEscape(utf8[plain], output);
            utf8 = utf8[(plain + 1)..];
            plain = utf8.IndexOfAny(MustEscape);
        }
        output.Write(utf8);
    }

    /// <summary>Escapes a text for the inside of a JSON string.</summary>
    internal static void Escape(string text, IBufferWriter<byte> output)
    {
        // Names of models and of tools, mostly.
        if (text.AsSpan().ContainsAnyExcept(Plain))
            output.Write(JsonEncodedText.Encode(text, Encoder).EncodedUtf8Bytes);
        else
            output.Advance(Encoding.ASCII.GetBytes(text, output.GetSpan(text.Length)));
    }

    /// <summary>Decodes the inside of a JSON string to UTF-8. A lone surrogate becomes U+FFFD.</summary>
    public static void Unescape(ReadOnlySpan<byte> escaped, IBufferWriter<byte> output)
    {
        for (var slash = escaped.IndexOf((byte)'\\'); slash >= 0; slash = escaped.IndexOf((byte)'\\'))
        {
            output.Write(escaped[..slash]);
            escaped = escaped[(slash + WriteUnescaped(escaped[slash..], output))..];
        }
        output.Write(escaped);
    }

    private static readonly SearchValues<char> Plain = SearchValues.Create(
        [.. Enumerable.Range(' ', '~' - ' ' + 1).Select(static code => (char)code).Where(static character => character is not ('"' or '\\'))]);

    private static readonly SearchValues<byte> MustEscape = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(static code => (byte)code), (byte)'"', (byte)'\\']);

    private static void WriteEscape(byte value, IBufferWriter<byte> output)
    {
        Span<byte> escape = stackalloc byte[6];
        var length = 2;
        escape[0] = (byte)'\\';
        switch (value)
        {
            case (byte)'"' or (byte)'\\': escape[1] = value; break;
            case (byte)'\n': escape[1] = (byte)'n'; break;
            case (byte)'\r': escape[1] = (byte)'r'; break;
            case (byte)'\t': escape[1] = (byte)'t'; break;
            case (byte)'\b': escape[1] = (byte)'b'; break;
            case (byte)'\f': escape[1] = (byte)'f'; break;
            default:
                "\\u00"u8.CopyTo(escape);
                escape[4] = (byte)"0123456789abcdef"[value >> 4];
                escape[5] = (byte)"0123456789abcdef"[value & 15];
                length = 6;
                break;
        }
        output.Write(escape[..length]);
    }

    /// <summary>Decodes one escape and returns its length.</summary>
    private static int WriteUnescaped(ReadOnlySpan<byte> escape, IBufferWriter<byte> output)
    {
        switch (escape.Length > 1 ? escape[1] : 0)
        {
            case (byte)'n': output.Write("\n"u8); return 2;
            case (byte)'r': output.Write("\r"u8); return 2;
            case (byte)'t': output.Write("\t"u8); return 2;
            case (byte)'b': output.Write("\b"u8); return 2;
            case (byte)'f': output.Write("\f"u8); return 2;
            case (byte)'u': return WriteCodePoint(escape, output);
            case 0: output.Write("\\"u8); return 1;
            default: output.Write(escape.Slice(1, 1)); return 2;
        }
    }

    private static int WriteCodePoint(ReadOnlySpan<byte> escape, IBufferWriter<byte> output)
    {
        Span<byte> utf8 = stackalloc byte[4];
        var high = ReadHex(escape);
        if (high < 0)
        {
            output.Write("\uFFFD"u8);
            return Math.Min(2, escape.Length);
        }
        var rune = Rune.ReplacementChar;
        var length = 6;
        if (char.IsHighSurrogate((char)high) && ReadHex(escape[6..]) is >= 0 and var low && Rune.TryCreate((char)high, (char)low, out var pair))
        {
            rune = pair;
            length = 12;
        }
        else if (Rune.TryCreate((char)high, out var single))
        {
            rune = single;
        }
        output.Write(utf8[..rune.EncodeToUtf8(utf8)]);
        return length;
    }

    private static int ReadHex(ReadOnlySpan<byte> escape)
    {
        if (escape.Length < 6 || escape[0] != '\\' || escape[1] != 'u')
            return -1;
        return System.Buffers.Text.Utf8Parser.TryParse(escape.Slice(2, 4), out ushort code, out var used, 'x') && used == 4 ? code : -1;
    }
}
