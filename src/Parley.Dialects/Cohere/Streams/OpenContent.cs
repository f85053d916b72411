using System.Buffers;
using Parley.Dialects.Conversation;
using Parley.Dialects.Conversation.Folding;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>The text or thought that is being written.</summary>
internal sealed class OpenContent(EventWriter events)
{
    private readonly TextSpans _spans = new();
    private readonly List<(int Part, int Index)> _texts = [];
    private readonly List<(int Part, Citation Citation)> _early = [];
    private int _count;
    private int _citations;
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
        if (!isThought)
            _texts.Add((part, _count));
        events.ContentStart(_count++, isThought, extras, output);
    }

    /// <summary>Writes a piece.</summary>
    public void Append(JsonText piece, IBufferWriter<byte> output)
    {
        if (!_isThought)
            _spans.Add(_part, piece);
        EventWriter.ContentDelta(Index, _isThought, piece, output);
    }

    /// <summary>Writes a source of a text; one that came before its text waits for it.</summary>
    public void Cite(int part, Citation citation, IBufferWriter<byte> output)
    {
        var place = _texts.FindIndex(text => text.Part == part);
        if (place < 0)
            _early.Add((part, citation.Detach()));
        else
            events.Citation(_citations++, CitationFields.Spanning(citation, _spans.LengthOf(part)), _texts[place].Index, output);
    }

    /// <summary>Writes the sources whose text never came.</summary>
    public void CiteRest(IBufferWriter<byte> output)
    {
        foreach (var (_, citation) in _early)
            events.Citation(_citations++, citation, null, output);
        _early.Clear();
    }

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
        if (!_isOpen)
            return;
        _isOpen = false;
        EventWriter.End("content-end"u8, Index, output);
        if (_isThought)
            return;
        var ready = _early.FindAll(cited => cited.Part == _part);
        _early.RemoveAll(cited => cited.Part == _part);
        foreach (var (part, citation) in ready)
            Cite(part, citation, output);
    }
}
