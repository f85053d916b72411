using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Looks at the frames of a stream that is copied. Deltas, which are nearly all of it, are known by the event's name alone.</summary>
internal sealed class MessageTap(WireProfile profile) : IStreamTap
{
    private static readonly ReadOnlyMemory<byte> Stop = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"u8.ToArray();
    private readonly UsageFields _usage = new();
    private bool _committed;
    private bool _finished;
    private bool _stopped;

    public bool IsComplete => _stopped || (_finished && profile.EndsWithoutDone);

    public ReadOnlyMemory<byte> MissingEnd => _stopped ? default : Stop;

    public Usage Usage => _usage.ToUsage();

    public Fault? Fault { get; private set; }

    public TapVerdict Observe(in WireFrame frame)
    {
        if (frame.Data.IsEmpty)
            return Pass(TapVerdict.Prelude);
        var kind = StreamFrame.KindOf(frame.Event.Span);
        var isKnown = _committed && kind is (FrameKind.BlockDelta or FrameKind.BlockStart or FrameKind.BlockStop or FrameKind.Ping);
        return isKnown ? TapVerdict.Semantic : ObserveWhole(frame);
    }

    private TapVerdict ObserveWhole(in WireFrame wire)
    {
        var frame = StreamFrame.Read(wire);
        switch (frame.Kind)
        {
            case FrameKind.MessageStart:
                ReadStart(frame.Payload);
                return Pass(TapVerdict.Prelude);
            case FrameKind.BlockStart or FrameKind.BlockDelta:
                return Commit(IsSemantic(frame.Payload, frame.Kind == FrameKind.BlockStart));
            case FrameKind.MessageDelta:
                _usage.Read(frame.Usage);
                _finished = true;
                return Commit(true);
            case FrameKind.MessageStop:
                _stopped = true;
                return TapVerdict.End;
            case FrameKind.Error:
                Fault = FaultReader.ReadEvent(wire.Data);
                return TapVerdict.Fault;
            default:
                return Pass(TapVerdict.Prelude);
        }
    }

    /// <summary>Text, thoughts and arguments begin empty, which nobody can see; nor can a signature be seen. Any other block says something by being there.</summary>
    private static bool IsSemantic(RawJson payload, bool isStart)
    {
        if (payload.Kind != JsonValueKind.Object)
            return false;
        var members = new JsonMembers(payload.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("type"u8))
            {
                var type = value.Utf8.Span;
                if (isStart && !type.SequenceEqual("\"text\""u8) && !type.SequenceEqual("\"thinking\""u8))
                    return true;
            }
            else if (!name.SequenceEqual("signature"u8) && value.Utf8.Length > 2)
                return true;
        }
        return false;
    }

    private void ReadStart(RawJson message)
    {
        if (message.Kind != JsonValueKind.Object)
            return;
        var members = new JsonMembers(message.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("usage"u8))
                _usage.ReadForecast(value);
        }
    }

    private TapVerdict Commit(bool semantic)
    {
        _committed |= semantic;
        return _committed ? TapVerdict.Semantic : TapVerdict.Prelude;
    }

    private TapVerdict Pass(TapVerdict verdict) => _committed ? TapVerdict.Semantic : verdict;
}
