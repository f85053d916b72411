using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>
/// Looks at the events of a stream that is copied. Once something was seen, only those that end the response or say an error are read: their types are looked for in the bytes, where a text cannot hold them, since its quotes would be escaped.
/// </summary>
internal sealed class Tap : IStreamTap
{
    private readonly Decoder _decoder = new(said: null);
    private readonly List<ChatEvent> _events = [];
    private bool _isCommitted;

    /// <inheritdoc/>
    public bool IsComplete => _decoder.IsDone && Fault is null;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> MissingEnd => default;

    /// <inheritdoc/>
    public Usage Usage { get; private set; } = Usage.Unknown;

    /// <inheritdoc/>
    public Fault? Fault { get; private set; }

    /// <inheritdoc/>
    public TapVerdict Observe(in WireFrame frame)
    {
        var data = frame.Data.Span.Trim(" \t\r\n"u8);
        if (_decoder.IsDone)
            return TapVerdict.Drop;
        if (data.SequenceEqual("[DONE]"u8))
            return TapVerdict.Drop;
        return data.IsEmpty || _isCommitted && IsPlain(data, frame) ? Verdict() : Read(frame);
    }

    private static bool IsPlain(ReadOnlySpan<byte> data, in WireFrame frame) => data[0] == (byte)'{'
        && !frame.Event.Span.SequenceEqual("error"u8)
        && data.IndexOf("\"error\""u8) < 0
        && data.IndexOf("\"response\""u8) < 0;

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
        }
        foreach (var chatEvent in _events)
            Take(chatEvent);
        if (Fault is not null)
            return TapVerdict.Fault;
        return _decoder.IsDone ? TapVerdict.End : Verdict();
    }

    private void Take(in ChatEvent chatEvent)
    {
        _isCommitted |= chatEvent.IsSemantic;
        // Clean copies: the frame's bytes are gone with the next read.
        if (chatEvent.Detail is Usage usage)
            Usage = usage with { Extras = usage.Extras?.Detach() };
        else if (chatEvent is { Kind: ChatEventKind.Fault, Detail: Fault fault })
            Fault = fault with { Extras = fault.Extras?.Detach() };
    }

    private TapVerdict Verdict() => _isCommitted ? TapVerdict.Semantic : TapVerdict.Prelude;
}
