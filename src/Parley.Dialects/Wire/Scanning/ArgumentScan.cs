using System.Buffers;

namespace Parley.Dialects.Wire;

/// <summary>Follows a call's arguments piece by piece and knows when the object is closed, without reading it as JSON.</summary>
internal struct ArgumentScan
{
    private int _depth;
    private bool _inString;
    private bool _escaped;

    /// <summary>The first byte that is not white space; 0 before it came.</summary>
    public byte First { get; private set; }

    /// <summary>The next byte behind <see cref="First"/> that is not white space; 0 before it came.</summary>
    public byte Second { get; private set; }

    /// <summary>True once it is known to begin as an object: with a brace, and with a name or the closing brace behind it.</summary>
    public readonly bool BeginsObject => First == '{' && (Second is (byte)'"' or (byte)'}');

    /// <summary>True for what begins as an object, as far as it goes, and is not whole. A brace with something else behind it was never JSON, however it ends.</summary>
    public readonly bool IsCutObject => First == '{' && !IsClosed && (Second is 0 or (byte)'"');

    /// <summary>True once the outermost bracket is closed.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>True when something came and is not closed yet.</summary>
    public readonly bool IsOpen => First != 0 && !IsClosed;

    /// <summary>True for text that begins as an object and ends before its end.</summary>
    public static bool IsCut(JsonText arguments)
    {
        var scan = new ArgumentScan();
        scan.Feed(arguments);
        return scan.IsCutObject;
    }

    /// <summary>Takes the next piece; <paramref name="scratch"/> is used where it has escapes.</summary>
    public void Feed(JsonText piece, ArrayBufferWriter<byte> scratch)
    {
        if (piece.TryGetPlainUtf8(out var plain))
        {
            Feed(plain);
            return;
        }
        scratch.ResetWrittenCount();
        piece.WriteDecoded(scratch);
        Feed(scratch.WrittenSpan);
    }

    /// <summary>Takes the next piece, where there is no scratch.</summary>
    public void Feed(JsonText piece)
    {
        if (piece.TryGetPlainUtf8(out var plain))
            Feed(plain);
        else
            Feed(piece, new ArrayBufferWriter<byte>(Math.Max(16, piece.ByteCount)));
    }

    private void Feed(ReadOnlySpan<byte> utf8)
    {
        foreach (var character in utf8)
        {
            if (Second == 0 && character is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                Begin(character);
            if (_escaped)
                _escaped = false;
            else if (_inString && character == '\\')
                _escaped = true;
            else if (character == '"')
                _inString = !_inString;
            else if (!_inString)
                Count(character);
        }
    }

    private void Begin(byte character)
    {
        if (First == 0)
            First = character;
        else
            Second = character;
    }

    private void Count(byte character)
    {
        if (character is (byte)'{' or (byte)'[')
            _depth++;
        else if (character is (byte)'}' or (byte)']' && --_depth <= 0)
            IsClosed = true;
    }
}
