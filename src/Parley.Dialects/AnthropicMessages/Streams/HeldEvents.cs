using Parley.Dialects.Conversation;
using Parley.Dialects.Conversation.Folding;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Events that wait until another part is closed. They are kept beyond the life of the stream's buffer.</summary>
internal sealed class HeldEvents
{
    private List<ChatEvent> _events = [];

    public bool IsEmpty => _events.Count == 0;

    /// <summary>Keeps an event.</summary>
    public void Add(in ChatEvent chatEvent) => _events.Add(chatEvent with
    {
        Text = chatEvent.Text.Detach(),
        Detail = chatEvent.Detail switch
        {
            Part part => part.Detach(),
            Citation citation => citation.Detach(),
            ToolCallStart call => call with { Extras = call.Extras?.Detach() },
            var other => other,
        },
    });

    /// <summary>Takes all events of the part that came first, in their order.</summary>
    public List<ChatEvent> TakeFirstPart()
    {
        var number = _events[0].Part;
        var taken = _events.FindAll(held => held.Part == number);
        _events = _events.FindAll(held => held.Part != number);
        return taken;
    }
}
