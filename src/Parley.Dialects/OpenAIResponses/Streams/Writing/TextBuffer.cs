using System.Buffers;
using System.Runtime.InteropServices;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Gathers the pieces of a text with their escapes, for the events that say it whole.</summary>
internal sealed class TextBuffer
{
    private ArrayBufferWriter<byte>? _token;

    /// <summary>True before the first character.</summary>
    public bool IsEmpty => _token is null or { WrittenCount: 1 };

    /// <summary>Adds a piece.</summary>
    public void Append(JsonText piece)
    {
        if (_token is null)
        {
            _token = new ArrayBufferWriter<byte>(256);
            _token.Write("\""u8);
        }
        piece.WriteEscaped(_token);
    }

    /// <summary>The text so far, uncopied: valid until the next piece.</summary>
    public JsonText ToText()
    {
        if (IsEmpty)
            return default;
        var behind = _token!.GetMemory(1);
        behind.Span[0] = (byte)'"';
        return MemoryMarshal.TryGetArray<byte>(behind, out var array) ? JsonText.FromToken(array.Array.AsMemory(0, _token.WrittenCount + 1)) : default;
    }
}
