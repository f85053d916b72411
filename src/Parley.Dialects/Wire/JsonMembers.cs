using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Parley.Dialects.Wire;

/// <summary>
/// Walks the members of a body's top-level object, in order, once: for routing, where most of the body is only passed over. The JSON is checked on the way, to the last byte.
/// </summary>
/// <remarks>Throws <see cref="JsonException"/> on broken JSON; call it inside <see cref="JsonRead.Guard{T}"/> or turn it with <see cref="Broken"/>.</remarks>
public ref struct JsonMembers
{
    private readonly ReadOnlyMemory<byte> _body;
    private Utf8JsonReader _reader;
    private bool _started;

    /// <summary>Stands before the first member.</summary>
    public JsonMembers(ReadOnlyMemory<byte> body)
    {
        _body = body;
        _reader = new Utf8JsonReader(body.Span, JsonWire.ReaderOptions);
    }

    /// <summary>Moves to the next member; false after the last. The name stays valid until the next call.</summary>
    /// <exception cref="WireFormatException">The body is not an object, or there is more behind it.</exception>
    public bool Next(out ReadOnlySpan<byte> name, out RawJson value)
    {
        if (!_started)
        {
            _started = true;
            if (!_reader.Read() || _reader.TokenType != JsonTokenType.StartObject)
                throw new WireFormatException("", "The body must be a JSON object.");
        }
        name = default;
        value = default;
        if (!_reader.Read() || _reader.TokenType != JsonTokenType.PropertyName)
        {
            if (_reader.Read())
                throw new WireFormatException(JsonPlace.Position(_body.Span, (int)_reader.TokenStartIndex), "There is more after the JSON object.");
            return false;
        }
        name = UnescapedName().Span;
        _reader.Read();
        value = JsonScan.ReadRaw(ref _reader, _body);
        return true;
    }

    /// <summary>Where a value that <see cref="Next"/> gave lies within the body that it was read from.</summary>
    public static Range RangeOf(ReadOnlyMemory<byte> body, RawJson value)
    {
        MemoryMarshal.TryGetArray(body, out var whole);
        MemoryMarshal.TryGetArray(value.Utf8, out var slice);
        var start = slice.Offset - whole.Offset;
        return start..(start + slice.Count);
    }

    /// <summary>The exception that broken JSON becomes.</summary>
    public static WireFormatException Broken(JsonException broken) =>
        new($"line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}", "The body is not valid JSON.", broken);

    private readonly ReadOnlyMemory<byte> UnescapedName()
    {
        var start = (int)_reader.TokenStartIndex + 1;
        var raw = _body.Slice(start, _reader.ValueSpan.Length);
        if (!_reader.ValueIsEscaped)
            return raw;
        var buffer = new ArrayBufferWriter<byte>(raw.Length);
        JsonWire.Unescape(raw.Span, buffer);
        return buffer.WrittenMemory;
    }
}
