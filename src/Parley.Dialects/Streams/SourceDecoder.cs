using System.Buffers;
using System.Text;
using Parley.Dialects.Conversation;
using Parley.Dialects.Conversation.Folding;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Streams;

/// <summary>
/// Tells the sources of a text behind that text, and their spans within it, wherever the wire has them: for the dialects whose sources name spans of the answer.
/// </summary>
/// <remarks>A source waits until another part begins or the choice ends; one whose span is not there yet, as more of the text may come behind a call, until the choice ends.</remarks>
/// <param name="decoder">Reads the frames.</param>
internal sealed class SourceDecoder(IChatDecoder decoder) : IChatDecoder
{
    private readonly List<ChatEvent> _waiting = [];
    private readonly List<Stretch> _texts = [];
    private ArrayBufferWriter<byte>? _scratch;

    /// <inheritdoc/>
    public bool IsDone => decoder.IsDone;

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> IdleMembers => decoder.IdleMembers;

    /// <inheritdoc/>
    public void Remember(in ChatEvent piece)
    {
        decoder.Remember(piece);
        if (piece.Kind == ChatEventKind.Text)
            Count(piece);
    }

    /// <inheritdoc/>
    public void Decode(in WireFrame frame, List<ChatEvent> events)
    {
        var first = events.Count;
        decoder.Decode(frame, events);
        Settle(events, first);
    }

    /// <inheritdoc/>
    public void Complete(List<ChatEvent> events)
    {
        var first = events.Count;
        decoder.Complete(events);
        Settle(events, first);
    }

    private void Settle(List<ChatEvent> events, int first)
    {
        for (var i = first; i < events.Count; i++)
        {
            var told = events[i];
            if (told.Kind == ChatEventKind.Citation && told.Detail is Citation citation)
            {
                _waiting.Add(told with { Detail = citation.Detach() });
                events.RemoveAt(i--);
                continue;
            }
            if (_waiting.Count > 0)
                i += Release(told, events, i);
            if (told.Kind == ChatEventKind.Text)
                Count(told);
        }
    }

    /// <summary>Tells the sources that need not wait longer than until this event, before it; how many they are.</summary>
    private int Release(in ChatEvent next, List<ChatEvent> events, int place)
    {
        var count = 0;
        for (var i = 0; i < _waiting.Count; i++)
        {
            var (choice, part, citation) = (_waiting[i].Choice, _waiting[i].Part, (Citation)_waiting[i].Detail!);
            var length = LengthOf(choice, part);
            if (!IsLast(next, choice) && !(IsOfAnotherPart(next, choice, part) && length > 0 && (citation.EndIndex ?? 0) <= length))
                continue;
            events.Insert(place + count++, _waiting[i] with { Detail = citation.Within(length) });
            _waiting.RemoveAt(i--);
        }
        return count;
    }

    private static bool IsLast(in ChatEvent next, int choice) =>
        next.Kind is ChatEventKind.Fault or ChatEventKind.End || next.Kind == ChatEventKind.Finish && next.Choice == choice;

    private static bool IsOfAnotherPart(in ChatEvent next, int choice, int part) => next.Choice == choice && next.Part != part
        && next.Kind is ChatEventKind.Text or ChatEventKind.Reasoning or ChatEventKind.Refusal or ChatEventKind.RedactedReasoning
            or ChatEventKind.ToolCallStart or ChatEventKind.ToolCallArguments or ChatEventKind.Media or ChatEventKind.Opaque;

    private void Count(in ChatEvent piece)
    {
        if (piece.Text.IsEmpty)
            return;
        var length = Encoding.UTF8.GetCharCount(piece.Text.Decoded(ref _scratch));
        var place = Find(piece.Choice, piece.Part);
        if (place < 0)
            _texts.Add(new Stretch(piece.Choice, piece.Part, length));
        else
            _texts[place] = _texts[place] with { Length = _texts[place].Length + length };
    }

    private int LengthOf(int choice, int part) => Find(choice, part) is >= 0 and var place ? _texts[place].Length : 0;

    private int Find(int choice, int part)
    {
        for (var i = _texts.Count - 1; i >= 0; i--)
        {
            if (_texts[i].Choice == choice && _texts[i].Part == part)
                return i;
        }
        return -1;
    }

    private readonly record struct Stretch(int Choice, int Part, int Length);
}
