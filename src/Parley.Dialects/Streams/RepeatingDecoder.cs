using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Streams;

/// <summary>
/// Spares a decoder the frames that differ from the one before in their text alone. Right for every decoder for which such a frame is one event of the same kind and place, which a piece of text is in every dialect.
/// </summary>
/// <param name="decoder">Reads all other frames.</param>
public sealed class RepeatingDecoder(IChatDecoder decoder) : IChatDecoder
{
    private readonly FrameShape _shape = new(decoder.IdleMembers);
    private ChatEvent _last;

    /// <inheritdoc/>
    public void Remember(in ChatEvent piece) => decoder.Remember(piece);

    /// <inheritdoc/>
    public bool IsDone => decoder.IsDone;

    /// <inheritdoc/>
    public void Decode(in WireFrame frame, List<ChatEvent> events)
    {
        if (_shape.TryMatch(frame, out var text) && !text.IsEmpty)
        {
            var piece = _last with { Text = text };
            decoder.Remember(piece);
            events.Add(piece);
            return;
        }
        var before = events.Count;
        decoder.Decode(frame, events);
        if (_shape.IsUseful)
            Learn(frame, events, before);
    }

    /// <inheritdoc/>
    public void Complete(List<ChatEvent> events) => decoder.Complete(events);

    private void Learn(in WireFrame frame, List<ChatEvent> events, int before)
    {
        _shape.Forget();
        if (events.Count != before + 1 || events[before] is not { Detail: null, Kind: ChatEventKind.Text or ChatEventKind.Reasoning or ChatEventKind.ToolCallArguments } piece || piece.Text.IsEmpty)
            return;
        _last = piece with { Text = default };
        _shape.Learn(frame, piece.Text);
    }
}
