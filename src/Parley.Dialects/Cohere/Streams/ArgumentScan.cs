using System.Buffers;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Follows a call's arguments piece by piece and knows when the object is closed, without reading it as JSON.</summary>
internal struct ArgumentScan
{
    private int _depth;
    private bool _inString;
    private bool _isEscaped;

    /// <summary>True once the outermost bracket is closed.</summary>
    public bool IsClosed { get; private set; }

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

    private void Feed(ReadOnlySpan<byte> utf8)
    {
        foreach (var character in utf8)
        {
            if (_isEscaped)
                _isEscaped = false;
            else if (_inString && character == '\\')
                _isEscaped = true;
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
