using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>What the decoder remembers of one output item.</summary>
/// <param name="index">Its place in the output.</param>
/// <param name="id">Its id; absent when the wire does not say.</param>
/// <param name="opening">The extras that its first part brings.</param>
internal sealed class ItemState(int index, RawJson id, Extras? opening)
{
    private readonly List<ContentState> _contents = [];
    private Extras? _opening = opening;
    private bool _isTaken;

    public int Index => index;

    public RawJson Id => id;

    /// <summary>True once the item came whole.</summary>
    public bool IsDone { get; set; }

    /// <summary>The number of the item's part, where it is one: a call or a thought; -1 before it began.</summary>
    public int Part { get; set; } = -1;

    /// <summary>True for a call that was announced.</summary>
    public bool IsCall { get; set; }

    /// <summary>Whether a piece of the call or the thought came.</summary>
    public bool HasPieces { get; set; }

    /// <summary>The piece of the thought that came last: its kind and its number.</summary>
    public (FrameKind Kind, int Number) Piece { get; set; }

    /// <summary>The extras of the item's first part, once.</summary>
    public Extras? TakeOpening()
    {
        var taken = _opening;
        _opening = null;
        _isTaken = true;
        return taken;
    }

    /// <summary>Says what the whole item has, unless a part of it began already.</summary>
    public void OpenWith(Extras? whole)
    {
        if (!_isTaken)
            _opening = whole;
    }

    /// <summary>A content of a message that something was said of; null when nothing was.</summary>
    public ContentState? FindContent(int number)
    {
        foreach (var content in _contents)
        {
            if (content.Number == number)
                return content;
        }
        return null;
    }

    /// <summary>A content of a message.</summary>
    public ContentState ContentAt(int number)
    {
        if (FindContent(number) is { } known)
            return known;
        var added = new ContentState(number);
        _contents.Add(added);
        return added;
    }
}

/// <summary>What the decoder remembers of one content of a message.</summary>
/// <param name="number">Its place in the content.</param>
internal sealed class ContentState(int number)
{
    public int Number => number;

    /// <summary>The number of its part; -1 before it began.</summary>
    public int Part { get; set; } = -1;

    public bool HasText { get; set; }

    /// <summary>How many tokens came with their log probabilities.</summary>
    public int Logprobs { get; set; }

    /// <summary>The sources that came; null as long as none did.</summary>
    public List<Citation>? Sources { get; set; }
}
