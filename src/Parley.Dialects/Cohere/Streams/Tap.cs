using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Looks at the frames of a stream that is copied. Deltas, which are nearly all of it, are known by the event's name alone.</summary>
internal sealed class Tap : IStreamTap
{
    private static readonly ReadOnlyMemory<byte> Done = "data: [DONE]\n\n"u8.ToArray();
    private readonly Decoder _decoder = new();
    private readonly List<ChatEvent> _events = [];
    private bool _isCommitted;
    private bool _isDone;

    public bool IsComplete { get; private set; }

    public ReadOnlyMemory<byte> MissingEnd => _isDone ? default : Done;

    public Usage Usage { get; private set; } = Usage.Unknown;

    public Fault? Fault { get; private set; }

    public TapVerdict Observe(in WireFrame frame)
    {
        var data = frame.Data.Span.Trim(" \t\r\n"u8);
        if (data.SequenceEqual("[DONE]"u8))
        {
            _isDone = true;
            return TapVerdict.End;
        }
        var isPlain = _isCommitted && StreamFrame.KindOf(frame.Event.Span) is
            FrameKind.ContentDelta or FrameKind.PlanDelta or FrameKind.CallDelta or FrameKind.CallEnd or FrameKind.CitationStart or FrameKind.CitationEnd or FrameKind.ContentEnd;
        return isPlain || data.IsEmpty ? Verdict() : Read(frame);
    }

    private TapVerdict Read(in WireFrame frame)
    {
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
        return Fault is null ? Verdict() : TapVerdict.Fault;
    }

    private void Take(in ChatEvent chatEvent)
    {
        _isCommitted |= chatEvent.IsSemantic;
        IsComplete |= chatEvent.Kind == ChatEventKind.Finish;
        // A clean copy: the frame's bytes are gone with the next read.
        if (chatEvent.Detail is Usage usage)
            Usage = usage with { Extras = usage.Extras?.Detach() };
        else if (chatEvent is { Kind: ChatEventKind.Fault, Detail: Fault fault })
            Fault = fault with { Extras = fault.Extras?.Detach() };
    }

    private TapVerdict Verdict() => _isCommitted ? TapVerdict.Semantic : TapVerdict.Prelude;
}
