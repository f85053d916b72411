using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Looks at the frames of a stream that is copied. Deltas, which are nearly all of it, are known by the event's name alone.</summary>
internal sealed class MessageTap(WireProfile profile) : IStreamTap
{
    private readonly UsageFields _usage = new();
    private bool _committed;
    private bool _finished;
    private bool _stopped;

    public bool IsComplete => _stopped || (_finished && profile.EndsWithoutDone);

    public Usage Usage => _usage.ToUsage();

    public Fault? Fault { get; private set; }

    public TapVerdict Observe(in WireFrame frame)
    {
        if (frame.Data.IsEmpty)
            return Pass(TapVerdict.Prelude);
        var kind = StreamFrame.KindOf(frame.Event.Span);
        if (kind == FrameKind.BlockDelta)
            return _committed ? TapVerdict.Semantic : Commit(IsSemanticDelta(frame.Data.Span));
        if (_committed && kind is FrameKind.BlockStart or FrameKind.BlockStop or FrameKind.Ping)
            return TapVerdict.Semantic;
        return ObserveWhole(frame);
    }

    private TapVerdict ObserveWhole(in WireFrame wire)
    {
        var frame = StreamFrame.Read(wire);
        switch (frame.Kind)
        {
            case FrameKind.MessageStart:
                ReadStart(frame.Payload);
                return Pass(TapVerdict.Prelude);
            case FrameKind.BlockStart:
                return Commit(!IsEmptyStart(frame.Payload));
            case FrameKind.BlockDelta:
                return Commit(IsSemanticDelta(wire.Data.Span));
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

    /// <summary>The service opens a call's arguments and a thought with empty pieces, which nobody can see.</summary>
    private static bool IsSemanticDelta(ReadOnlySpan<byte> data) =>
        data.IndexOf("\"partial_json\":\"\""u8) < 0 && data.IndexOf("\"thinking\":\"\""u8) < 0 && data.IndexOf("\"text\":\"\""u8) < 0
        && data.IndexOf("\"signature_delta\""u8) < 0;

    /// <summary>Text and thoughts begin empty; any other block says something by being there.</summary>
    private static bool IsEmptyStart(RawJson block)
    {
        var json = block.Utf8.Span;
        var isText = PromptScan.HasBlock(json, "\"text\""u8) && !PromptScan.HasBlock(json, "\"document\""u8);
        return (isText && json.IndexOf("\"text\":\"\""u8) >= 0) || (PromptScan.HasBlock(json, "\"thinking\""u8) && json.IndexOf("\"thinking\":\"\""u8) >= 0);
    }

    private void ReadStart(RawJson message)
    {
        if (message.Kind != JsonValueKind.Object)
            return;
        var members = new JsonMembers(message.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("usage"u8))
                _usage.Read(value);
        }
    }

    private TapVerdict Commit(bool semantic)
    {
        _committed |= semantic;
        return _committed ? TapVerdict.Semantic : TapVerdict.Prelude;
    }

    private TapVerdict Pass(TapVerdict verdict) => _committed ? TapVerdict.Semantic : verdict;
}
