using System.Buffers.Binary;

namespace Parley.Dialects.Wire;

/// <summary>Walks the headers of one message of an Amazon event stream: a length and a name, a type, a value.</summary>
/// <remarks>Source: "Event stream encoding", smithy.io, "Amazon event stream specification".</remarks>
internal ref struct EventStreamHeaders(ReadOnlyMemory<byte> headers)
{
    /// <summary>The type of texts, the only one that is written; the others are passed over.</summary>
    public const byte TextType = 7;

    private ReadOnlyMemory<byte> _rest = headers;

    /// <summary>Moves to the next header; false after the last. The value of a header that is no text is empty.</summary>
    /// <exception cref="WireFormatException">A header is longer than all of them, or has a type that does not exist.</exception>
    public bool Next(out ReadOnlySpan<byte> name, out ReadOnlyMemory<byte> text)
    {
        name = default;
        text = default;
        if (_rest.IsEmpty)
            return false;
        var length = _rest.Span[0];
        Skip(1);
        name = Take(length).Span;
        var type = Take(1).Span[0];
        var value = Take(type is 6 or TextType ? BinaryPrimitives.ReadUInt16BigEndian(Take(2).Span) : SizeOf(type));
        if (type == TextType)
            text = value;
        return true;
    }

    private static int SizeOf(byte type) => type switch
    {
        0 or 1 => 0,
        2 => 1,
        3 => 2,
        4 => 4,
        5 or 8 => 8,
        9 => 16,
        _ => throw Broken(),
    };

    private ReadOnlyMemory<byte> Take(int length)
    {
        if (length > _rest.Length)
            throw Broken();
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    private void Skip(int length) => Take(length);

    private static WireFormatException Broken() => new("", "The headers of a message of the event stream cannot be read.");
}
