using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Pipeline.Caching;

/// <summary>A kept answer as a stream: in pieces, as clients expect of one.</summary>
internal static class ReplayedStream
{
    private const int Piece = 64;

    /// <summary>The events of an answer, its texts cut between characters.</summary>
    public static List<ChatEvent> Of(ChatReply reply)
    {
        var events = new List<ChatEvent>();
        foreach (var chatEvent in ReplyEvents.Of(reply))
            Add(chatEvent, events);
        return events;
    }

    private static void Add(in ChatEvent chatEvent, List<ChatEvent> events)
    {
        if (chatEvent.Text.ByteCount <= Piece || chatEvent.Kind is not (ChatEventKind.Text or ChatEventKind.Reasoning or ChatEventKind.ToolCallArguments))
        {
            events.Add(chatEvent);
            return;
        }
        var text = chatEvent.Text.ToString();
        for (var start = 0; start < text.Length;)
        {
            var end = Math.Min(start + Piece, text.Length);
            if (end < text.Length && char.IsHighSurrogate(text[end - 1]))
                end--;
            // Only the first piece of a part may bring what belongs to the whole.
            events.Add(chatEvent with { Text = JsonText.FromString(text[start..end]), Detail = start == 0 ? chatEvent.Detail : null });
            start = end;
        }
    }
}
