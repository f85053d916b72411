using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Parley.Dialects.Wire;

/// <summary>
/// Walks the members of a body's top-level object, in order, once: for routing, where most of the body is only passed over. The JSON is checked on the way, to the last byte.
/// </summary>
/// <remarks>
/// Throws <see cref="JsonException"/> on broken JSON; call it inside <see cref="JsonRead.Guard{T}"/> or turn it with <see cref="Broken"/>.
/// Whether the body is UTF-8 is not looked at here: whoever takes it checks it once with <see cref="System.Text.Unicode.Utf8.IsValid"/>.
/// </remarks>
public ref struct JsonMembers
{
    private readonly ReadOnlyMemory<byte> _body;
    private readonly ReadOnlySpan<byte> _json;
    private JsonSkip _skip;
    private int _at;
    private int _depth;
    private bool _started;

    /// <summary>Whether a value is a list without elements.</summary>
    internal static bool IsEmptyList(RawJson value) => value.Kind == JsonValueKind.Array && value.Utf8.Span[1..^1].Trim(" \t\r\n"u8).IsEmpty;

    /// <summary>The first member of a name; absent where there is none, and where the value is no object.</summary>
    internal static RawJson Find(RawJson value, ReadOnlySpan<byte> wanted)
    {
        if (value.Kind != JsonValueKind.Object)
            return default;
        var members = new JsonMembers(value.Utf8);
        while (members.Next(out var name, out var member))
        {
            if (name.SequenceEqual(wanted))
                return member;
        }
        return default;
    }

    /// <summary>The first member of a name; absent where there is none, and where the value is no object.</summary>
    internal static RawJson Find(RawJson value, string wanted) => Find(value, Encoding.UTF8.GetBytes(wanted));

    /// <summary>Stands before the first member.</summary>
    public JsonMembers(ReadOnlyMemory<byte> body)
    {
        _body = body;
        _json = body.Span;
        _skip = new JsonSkip(_json);
    }

    /// <summary>Moves to the next member; false after the last. The name stays valid until the next call.</summary>
    /// <exception cref="WireFormatException">The body is not an object.</exception>
    public bool Next(out ReadOnlySpan<byte> name, out RawJson value)
    {
        var isThere = NextName(out name);
        value = isThere ? Value() : default;
        return isThere;
    }

    /// <summary>Moves to the name of the next member; false after the last. Then either <see cref="Value"/> or <see cref="TryEnter"/> must be called.</summary>
    /// <exception cref="WireFormatException">The body is not an object.</exception>
    internal bool NextName(out ReadOnlySpan<byte> name)
    {
        name = default;
        if (!(_started ? TryPassComma() : TryOpen()))
        {
            ExpectEnd();
            return false;
        }
        var start = _skip.Name(_at, out var nameEnd, out var isPlain);
        if (start < 0)
            throw Diagnose();
        name = _json[(_at + 1)..(nameEnd - 1)];
        if (!isPlain)
            name = Unescape(name);
        _at = start;
        return true;
    }

    /// <summary>The value behind the name.</summary>
    internal RawJson Value()
    {
        var start = _at;
        _at = _skip.Value(start, JsonWire.MaxDepth - 1 - _depth);
        // A value that ends with the body leaves the object open.
        if (_at < 0 || _at == _json.Length)
            throw Diagnose();
        return new RawJson(_body[start.._at]);
    }

    /// <summary>The members of the value behind the name, which are then walked to the last, before <see cref="Leave"/>; false when it is no object.</summary>
    internal readonly bool TryEnter(out JsonMembers inner)
    {
        inner = this;
        inner._started = false;
        inner._depth++;
        return _at < _json.Length && _json[_at] == '{';
    }

    /// <summary>Goes on behind an object that was walked; gives the object.</summary>
    internal RawJson Leave(in JsonMembers inner)
    {
        var start = _at;
        _skip = inner._skip;
        _at = inner._at + 1;
        return new RawJson(_body[start.._at]);
    }

    /// <summary>Where a value that <see cref="Next"/> gave lies within the body that it was read from.</summary>
    public static Range RangeOf(ReadOnlyMemory<byte> body, RawJson value)
    {
        MemoryMarshal.TryGetArray(body, out var whole);
        MemoryMarshal.TryGetArray(value.Utf8, out var slice);
        var start = slice.Offset - whole.Offset;
        return start..(start + slice.Count);
    }

    /// <summary>The exception that broken JSON becomes, and JSON that is nested too deep to be read.</summary>
    public static WireFormatException Broken(JsonException broken) => new(
        $"line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}",
        broken.Message.Contains("maximum configured depth", StringComparison.Ordinal) ? $"The body is nested deeper than the {JsonWire.MaxDepth} levels that are read." : "The body is not valid JSON.",
        broken);

    /// <summary>Passes the opening brace; false when there is no member behind it.</summary>
    private bool TryOpen()
    {
        _started = true;
        _at = _skip.WhiteSpace(_at);
        if (_at >= _json.Length || _json[_at] != '{')
        {
            var reader = new Utf8JsonReader(_json, JsonWire.ReaderOptions);
            reader.Read();
            throw new WireFormatException("", "The body must be a JSON object.");
        }
        _at = _skip.WhiteSpace(_at + 1);
        return _at >= _json.Length || _json[_at] != '}';
    }

    /// <summary>Passes the comma behind a member; false when the closing brace is there.</summary>
    private bool TryPassComma()
    {
        _at = _skip.WhiteSpace(_at);
        if (_at < _json.Length && _json[_at] == '}')
            return false;
        if (_at >= _json.Length || _json[_at] != ',')
            throw Diagnose();
        _at = _skip.WhiteSpace(_at + 1);
        return true;
    }

    /// <summary>Stands on the closing brace, again and again when it is called so.</summary>
    private readonly void ExpectEnd()
    {
        if (_depth == 0 && _skip.WhiteSpace(_at + 1) < _json.Length)
            throw Diagnose();
    }

    /// <summary>Reads the body again to find out what is wrong with it and where.</summary>
    private readonly JsonException Diagnose()
    {
        var reader = new Utf8JsonReader(_json, JsonWire.ReaderOptions);
        try
        {
            while (reader.Read())
                continue;
        }
        catch (JsonException broken)
        {
            return broken;
        }
        return new JsonException("The JSON is broken.");
    }

    private static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> name)
    {
        var buffer = new ArrayBufferWriter<byte>(name.Length);
        JsonWire.Unescape(name, buffer);
        return buffer.WrittenSpan;
    }
}
