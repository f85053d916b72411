using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>Looks at the frames of a stream that is copied. Pieces of text, which are nearly all of it, are known by the event's name alone.</summary>
internal sealed class Tap : IStreamTap
{
    private readonly Decoder _decoder = new();
    private readonly List<ChatEvent> _events = [];
    private bool _isCommitted;

    public bool IsComplete { get; private set; }

    public ReadOnlyMemory<byte> MissingEnd => default;

    public Usage Usage { get; private set; } = Usage.Unknown;

    public Fault? Fault { get; private set; }

    public TapVerdict Observe(in WireFrame frame)
    {
        if (frame.IsEmpty || (_isCommitted && IsPiece(frame.Event.Span)))
            return Verdict();
        _events.Clear();
        try
        {
            _decoder.Decode(frame, _events);
        }
        catch (WireFormatException)
        {
            Fault = new Fault(FaultKind.MalformedReply, "The provider sent an event that cannot be read.") { Source = FaultSource.Provider, Dialect = Names.Dialect };
            return TapVerdict.Fault;
        }
        foreach (var chatEvent in _events)
            Take(chatEvent);
        if (Fault is not null)
            return TapVerdict.Fault;
        IsComplete |= _decoder.IsDone;
        return _decoder.IsDone ? TapVerdict.End : Verdict();
    }

    private static bool IsPiece(ReadOnlySpan<byte> name) => name.SequenceEqual("text"u8) || name.SequenceEqual("reasoning"u8) || name.SequenceEqual("tool_call_arguments"u8);

    private void Take(in ChatEvent chatEvent)
    {
        _isCommitted |= chatEvent.IsSemantic;
        // A clean copy: the frame's bytes are gone with the next read.
        if (chatEvent.Detail is Usage usage)
            Usage = usage with { Extras = usage.Extras?.Detach() };
        else if (chatEvent is { Kind: ChatEventKind.Fault, Detail: Fault fault })
            Fault = fault with { Extras = fault.Extras?.Detach() };
    }

    private TapVerdict Verdict() => _isCommitted ? TapVerdict.Semantic : TapVerdict.Prelude;
}
