using System.Buffers;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Ollama;

/// <summary>Several texts that become one, joined with their escapes: nothing is decoded, and a single text is not even copied.</summary>
internal sealed class JoinedText(string separator = "")
{
    private JsonText _first;
    private ArrayBufferWriter<byte>? _joined;

    /// <summary>How many texts that are not empty were added.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a text behind the others.</summary>
    public void Add(JsonText text)
    {
        if (text.IsEmpty)
            return;
        Count++;
        if (Count == 1)
        {
            _first = text;
            return;
        }
        _joined ??= Begin(text.ByteCount);
        JsonText.FromString(separator).WriteEscaped(_joined);
        text.WriteEscaped(_joined);
    }

    /// <summary>The texts as one. Nothing can be added any more.</summary>
    public JsonText Build()
    {
        if (_joined is null)
            return _first;
        _joined.Write("\""u8);
        return JsonText.FromToken(_joined.WrittenMemory);
    }

    private ArrayBufferWriter<byte> Begin(int more)
    {
        var joined = new ArrayBufferWriter<byte>(_first.ByteCount + more + 64);
        joined.Write("\""u8);
        _first.WriteEscaped(joined);
        return joined;
    }
}
