using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>Reads the events of one streamed reply. It is complete with <c>done</c>, and only then.</summary>
internal sealed class Decoder : IChatDecoder
{
    private bool _isBroken;

    /// <summary>True once <c>done</c> came.</summary>
    public bool IsDone { get; private set; }

    public void Decode(in WireFrame frame, List<ChatEvent> events)
    {
        if (IsDone || _isBroken || JsonRead.Guard<ChatEvent?>(frame.Data, EventFields.Read) is not { } chatEvent)
            return;
        IsDone = chatEvent.Kind == ChatEventKind.End;
        _isBroken = chatEvent.Kind == ChatEventKind.Fault;
        if (!IsDone)
            events.Add(chatEvent);
    }

    public void Complete(List<ChatEvent> events)
    {
        if (_isBroken)
            return;
        events.Add(IsDone ? ChatEvent.Of(ChatEventKind.End)
            : ChatEvent.Of(ChatEventKind.Fault, new Fault(FaultKind.MalformedReply, "The provider's stream ended before done.") { Source = FaultSource.Provider, Dialect = Names.Dialect }));
    }
}
