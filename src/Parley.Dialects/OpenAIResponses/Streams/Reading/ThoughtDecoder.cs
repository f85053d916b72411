using Parley.Dialects.Conversation;
using Parley.Dialects.Streams;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Reads thoughts, in pieces and whole.</summary>
/// <param name="parts">Numbers the parts.</param>
/// <param name="said">What was said by now.</param>
internal sealed class ThoughtDecoder(PartNumbers parts, SaidSoFar said)
{
    private static readonly Extras Border = ExtraMembers.Noting(Spelling.Border);
    private static readonly Extras Thought = ExtraMembers.Noting(Spelling.Thought);

    /// <summary>A thought is there once it is announced: its place among the parts is where it began, whenever its encrypted form comes.</summary>
    public void Open(ItemState item, List<ChatEvent> events)
    {
        item.Part = parts.Next();
        events.Add(new ChatEvent(ChatEventKind.Reasoning, 0, item.Part, default, item.TakeOpening()));
    }

    /// <summary>Reads a piece; a whole only where no piece of its kind came before.</summary>
    public void AddPiece(ItemState item, in StreamFrame frame, List<ChatEvent> events)
    {
        var text = frame.Text;
        var piece = (frame.Kind, frame.Kind == FrameKind.Summary ? frame.SummaryIndex ?? 0 : frame.ContentIndex ?? 0);
        if (text.IsEmpty || frame.IsWhole && item.HasPieces && item.Piece == piece)
            return;
        if (item.Part < 0)
            Open(item, events);
        if (item.HasPieces && item.Piece != piece)
            AddBorder(item, events);
        var isFirst = !item.HasPieces;
        item.HasPieces = true;
        item.Piece = piece;
        events.Add(new ChatEvent(ChatEventKind.Reasoning, 0, item.Part, text, isFirst && frame.Kind == FrameKind.Thought ? Thought : null));
    }

    /// <summary>Reads a thought that is whole: what of it did not come before.</summary>
    public void Take(ItemState item, ReasoningPart reasoning, List<ChatEvent> events)
    {
        if (item.Part < 0)
            events.Add(new ChatEvent(ChatEventKind.Reasoning, 0, item.Part = parts.Next(), reasoning.Text, reasoning.Extras));
        else if (item.HasPieces)
            AddRest(item, reasoning, events);
        else if (!reasoning.Text.IsEmpty)
            events.Add(new ChatEvent(ChatEventKind.Reasoning, 0, item.Part, reasoning.Text));
        if (reasoning.Signature is { } signature)
            events.Add(new ChatEvent(ChatEventKind.Signature, 0, item.Part, signature.Value, signature.Dialect));
    }

    /// <summary>Summary and thought often say the same: what counts is the one of which pieces came.</summary>
    private void AddRest(ItemState item, ReasoningPart reasoning, List<ChatEvent> events)
    {
        var spelled = reasoning.Extras.Spelled(item.Piece.Kind == FrameKind.Summary ? Spelling.Summary : Spelling.Thought);
        var rest = said.RestOf(0, item.Part, ReasoningItem.TextOf(spelled)).ToString();
        if (rest.StartsWith(ReasoningItem.Border, StringComparison.Ordinal))
        {
            AddBorder(item, events);
            rest = rest[ReasoningItem.Border.Length..];
        }
        if (rest.Length > 0)
            events.Add(new ChatEvent(ChatEventKind.Reasoning, 0, item.Part, rest));
    }

    private static void AddBorder(ItemState item, List<ChatEvent> events) =>
        events.Add(new ChatEvent(ChatEventKind.Reasoning, 0, item.Part, ReasoningItem.Border, Border));
}
