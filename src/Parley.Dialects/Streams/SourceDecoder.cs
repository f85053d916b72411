using Parley.Dialects.Conversation;
using Parley.Dialects.Conversation.Folding;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Streams;

/// <summary>
/// Tells the sources of a text behind that text, and their spans within it, wherever the wire has them: for the dialects whose sources name spans of the answer.
/// </summary>
/// <remarks>A source waits until another part begins or the choice ends; one whose span is not there yet, as more of the text may come behind a call, until the choice ends.</remarks>
/// <param name="decoder">Reads the frames.</param>
/// <param name="said">Where what was said is counted.</param>
internal sealed class SourceDecoder(IChatDecoder decoder, SaidSoFar said) : IChatDecoder
{
    private readonly List<ChatEvent> _waiting = [];

    /// <inheritdoc/>
    public bool IsDone => decoder.IsDone;

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> IdleMembers => decoder.IdleMembers;

    /// <inheritdoc/>
    public void Remember(in ChatEvent piece)
    {
        decoder.Remember(piece);
        said.Count(piece);
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
            said.Count(told);
        }
    }

    /// <summary>Tells the sources that need not wait longer than until this event, before it; how many they are.</summary>
    private int Release(in ChatEvent next, List<ChatEvent> events, int place)
    {
        var count = 0;
        for (var i = 0; i < _waiting.Count; i++)
        {
            var (choice, part, citation) = (_waiting[i].Choice, _waiting[i].Part, (Citation)_waiting[i].Detail!);
            var length = said.LengthOf(choice, part);
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
}
