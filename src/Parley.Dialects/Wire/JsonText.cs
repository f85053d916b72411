using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Parley.Dialects.Wire;

/// <summary>
/// A text on its way from one wire to another: either a JSON string token as it stood in a body (quotes and escapes included), or a .NET string.
/// </summary>
/// <remarks>
/// Most text only passes through, so it is copied with its escapes and decoded only when somebody asks (<see cref="ToString"/>).
/// A token is a slice of the buffer that it was read from and lives no longer; <see cref="Detach"/> makes it independent.
/// Escaped lone surrogates survive a copy, which a decoded string could not guarantee. <c>default</c> is the empty text.
/// </remarks>
public readonly struct JsonText : IEquatable<JsonText>
{
    private readonly ReadOnlyMemory<byte> _token;
    private readonly string? _text;

    private JsonText(ReadOnlyMemory<byte> token, string? text)
    {
        _token = token;
        _text = text;
    }

    /// <summary>The empty text.</summary>
    public static JsonText Empty => default;

    /// <summary>True when there is not a single character.</summary>
    public bool IsEmpty => _text is null ? _token.Length <= 2 : _text.Length == 0;

    /// <summary>True when there is nothing but white space, escaped or not. Stops at the first character that says something.</summary>
    public bool IsBlank
    {
        get
        {
            if (_text is not null)
                return string.IsNullOrWhiteSpace(_text);
            var rest = _token.Length <= 2 ? default : _token.Span[1..^1];
            while (!rest.IsEmpty)
            {
                var length = rest[0] == (byte)' ' ? 1 : rest.Length > 1 && rest[0] == (byte)'\\' && rest[1] is (byte)'n' or (byte)'r' or (byte)'t' ? 2 : 0;
                if (length == 0)
                    return false;
                rest = rest[length..];
            }
            return true;
        }
    }

    /// <summary>An upper bound of the text's size in UTF-8 bytes, escapes counted; linear estimates are made from it.</summary>
    public int ByteCount => _text is null ? Math.Max(0, _token.Length - 2) : Encoding.UTF8.GetByteCount(_text);

    /// <summary>Wraps a JSON string token, quotes included, without copying or decoding it.</summary>
    public static JsonText FromToken(ReadOnlyMemory<byte> quotedToken) => new(quotedToken, null);

    /// <summary>Wraps a .NET string. A lone surrogate in it becomes U+FFFD: no wire could carry it.</summary>
    public static JsonText FromString(string? text) => string.IsNullOrEmpty(text) ? default : new(default, WithoutLoneSurrogates(text));

    /// <summary>Wraps a .NET string.</summary>
    public static implicit operator JsonText(string? text) => FromString(text);

    /// <summary>True when the text is stored as a token whose content needs no decoding: no escapes; the span is then plain UTF-8.</summary>
    public bool TryGetPlainUtf8(out ReadOnlySpan<byte> utf8)
    {
        utf8 = _token.Length >= 2 ? _token.Span[1..^1] : default;
        return _text is null && !utf8.Contains((byte)'\\');
    }

    /// <summary>The text in UTF-8: as it stands where it can, else decoded.</summary>
    /// <param name="scratch">Where it is decoded; made when it is needed, and used again.</param>
    internal ReadOnlySpan<byte> Decoded(ref ArrayBufferWriter<byte>? scratch)
    {
        if (TryGetPlainUtf8(out var utf8))
            return utf8;
        scratch ??= new ArrayBufferWriter<byte>();
        scratch.ResetWrittenCount();
        WriteDecoded(scratch);
        return scratch.WrittenSpan;
    }

    /// <summary>The text behind the first <paramref name="bytes"/> bytes, uncopied; only for texts of which <see cref="TryGetPlainUtf8"/> is true (the data of a <c>data:</c> URL).</summary>
    /// <remarks>The byte before it stands in the place of the opening quote.</remarks>
    public JsonText Tail(int bytes) => new(_token[bytes..], null);

    /// <summary>The JSON string token that the text is stored as, quotes included; false when it is a .NET string or empty.</summary>
    internal bool TryGetToken(out ReadOnlyMemory<byte> token)
    {
        token = _token;
        return _text is null && _token.Length > 2;
    }

    /// <summary>Writes the text as a JSON string token, with quotes.</summary>
    public void WriteToken(IBufferWriter<byte> output)
    {
        output.Write("\""u8);
        WriteEscaped(output);
        output.Write("\""u8);
    }

    /// <summary>Writes the text as the inside of a JSON string, without quotes, so that pieces can be joined.</summary>
    public void WriteEscaped(IBufferWriter<byte> output)
    {
        if (_text is not null)
            JsonWire.Escape(_text, output);
        else if (_token.Length > 2)
            output.Write(_token.Span[1..^1]);
    }

    /// <summary>Writes the text as a JSON string value.</summary>
    public void WriteValue(Utf8JsonWriter writer)
    {
        if (_text is not null)
            writer.WriteStringValue(_text);
        else if (_token.Length <= 2)
            writer.WriteStringValue(""u8);
        else if (_token.Span[0] != (byte)'"')
            writer.WriteStringValue(_token.Span[1..^1]);
        else
            writer.WriteRawValue(_token.Span, skipInputValidation: true);
    }

    /// <summary>Writes <paramref name="name"/> and the text as a JSON member.</summary>
    public void WriteMember(Utf8JsonWriter writer, ReadOnlySpan<byte> name)
    {
        writer.WritePropertyName(name);
        WriteValue(writer);
    }

    /// <summary>Writes the decoded text as UTF-8 (no quotes, no escapes); used where JSON travels inside a string.</summary>
    /// <remarks>A lone surrogate becomes U+FFFD.</remarks>
    public void WriteDecoded(IBufferWriter<byte> output)
    {
        if (TryGetPlainUtf8(out var utf8))
            output.Write(utf8);
        else if (_text is not null)
            output.Write(Encoding.UTF8.GetBytes(_text));
        else
            JsonWire.Unescape(_token.Span[1..^1], output);
    }

    /// <summary>A copy that no longer depends on the buffer it was read from.</summary>
    public JsonText Detach() => _text is not null || _token.IsEmpty ? this : new(_token.ToArray(), null);

    /// <summary>The decoded text. A lone surrogate becomes U+FFFD.</summary>
    public override string ToString()
    {
        if (_text is not null)
            return _text;
        if (TryGetPlainUtf8(out var utf8))
            return Encoding.UTF8.GetString(utf8);
        var decoded = new ArrayBufferWriter<byte>(_token.Length);
        JsonWire.Unescape(_token.Span[1..^1], decoded);
        return Encoding.UTF8.GetString(decoded.WrittenSpan);
    }

    private static string WithoutLoneSurrogates(string text) =>
        text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0 ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    /// <inheritdoc/>
    public bool Equals(JsonText other) => ToString() == other.ToString();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is JsonText other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(ToString(), StringComparison.Ordinal);

    /// <summary>Compares the decoded texts.</summary>
    public static bool operator ==(JsonText left, JsonText right) => left.Equals(right);

    /// <summary>Compares the decoded texts.</summary>
    public static bool operator !=(JsonText left, JsonText right) => !left.Equals(right);
}
