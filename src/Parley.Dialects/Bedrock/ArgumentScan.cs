using System.Buffers;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>Follows a call's arguments piece by piece and knows when the object is closed, without reading it as JSON.</summary>
internal struct ArgumentScan
{
    private int _depth;
    private bool _inString;
    private bool _escaped;

    /// <summary>The first byte that is not white space; 0 before it came.</summary>
    public byte First { get; private set; }

    /// <summary>True once the outermost bracket is closed.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>True for text that begins as an object and ends before its end.</summary>
    public static bool IsCut(JsonText arguments)
    {
        var scan = new ArgumentScan();
        scan.Feed(arguments);
        return scan is { First: (byte)'{', IsClosed: false };
    }

    /// <summary>Takes the next piece.</summary>
    public void Feed(JsonText piece)
    {
        if (piece.TryGetPlainUtf8(out var plain))
        {
            Feed(plain);
            return;
        }
        var decoded = new ArrayBufferWriter<byte>(Math.Max(16, piece.ByteCount));
        piece.WriteDecoded(decoded);
        Feed(decoded.WrittenSpan);
    }

    private void Feed(ReadOnlySpan<byte> utf8)
    {
        foreach (var character in utf8)
        {
            if (First == 0 && character is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                First = character;
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

    private void Count(byte character)
    {
        if (character is (byte)'{' or (byte)'[')
            _depth++;
        else if (character is (byte)'}' or (byte)']' && --_depth <= 0)
            IsClosed = true;
    }
}
