using System.Buffers;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>The text or thought that is being written.</summary>
internal sealed class OpenContent(EventWriter events)
{
    private int _count;
    private int _part;
    private bool _isThought;
    private bool _isOpen;

    private int Index => _count - 1;

    /// <summary>Whether this part is open.</summary>
    public bool Is(int part, bool isThought) => _isOpen && _part == part && _isThought == isThought;

    /// <summary>Whether any text is open.</summary>
    public bool IsText => _isOpen && !_isThought;

    /// <summary>Begins another content.</summary>
    public void Open(int part, bool isThought, Extras? extras, IBufferWriter<byte> output)
    {
        Close(output);
        (_isOpen, _part, _isThought) = (true, part, isThought);
        events.ContentStart(_count++, isThought, extras, output);
    }

    /// <summary>Writes a piece.</summary>
    public void Append(JsonText piece, IBufferWriter<byte> output) => EventWriter.ContentDelta(Index, _isThought, piece, output);

    /// <summary>Writes the log probability of a token.</summary>
    public void AppendLogprob(RawJson token, IBufferWriter<byte> output) => events.Logprob(Index, token, output);

    /// <summary>Writes a content that comes whole.</summary>
    public void WriteWhole(RawJson content, IBufferWriter<byte> output)
    {
        Close(output);
        events.Opaque(_count++, content, output);
    }

    /// <summary>Ends the content.</summary>
    public void Close(IBufferWriter<byte> output)
    {
        if (_isOpen)
            EventWriter.End("content-end"u8, Index, output);
        _isOpen = false;
    }
}
