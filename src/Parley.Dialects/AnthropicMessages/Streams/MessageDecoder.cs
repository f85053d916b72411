using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Reads a streamed reply.</summary>
internal sealed class MessageDecoder(WireProfile profile) : IChatDecoder
{
    private readonly UsageFields _usage = new();
    private readonly List<StreamBlock> _blocks = [];
    private StreamBlock? _current;
    private bool _started;
    private bool _finished;
    private bool _stopped;
    private bool _failed;

    public bool IsDone => _stopped;

    public void Decode(in WireFrame frame, List<ChatEvent> events)
    {
        if (_stopped || _failed || frame.Data.IsEmpty || frame.Data.Span.SequenceEqual("[DONE]"u8))
            return;
        if (frame.IsFault)
        {
            _failed = true;
            events.Add(ChatEvent.Of(ChatEventKind.Fault, FaultReader.ReadException(frame.Event.Span, frame.Data)));
            return;
        }
        var read = StreamFrame.Read(frame);
        switch (read.Kind)
        {
            case FrameKind.BlockDelta: DecodeDelta(read.Index, read.Payload, events); break;
            case FrameKind.BlockStart: Open(read.Index, read.Payload).Begin(read.Payload, events); break;
            case FrameKind.BlockStop: BlockAt(read.Index)?.End(events); break;
            case FrameKind.MessageStart: DecodeStart(read.Payload, events); break;
            case FrameKind.MessageDelta: DecodeEnd(read, events); break;
            case FrameKind.MessageStop: _stopped = true; break;
            case FrameKind.Error:
                _failed = true;
                events.Add(ChatEvent.Of(ChatEventKind.Fault, FaultReader.ReadEvent(frame.Data)));
                break;
        }
    }

    public void Complete(List<ChatEvent> events)
    {
        if (_failed)
            return;
        if (_stopped || (_finished && profile.EndsWithoutDone))
        {
            foreach (var block in _blocks)
                block.End(events);
            events.Add(ChatEvent.Of(ChatEventKind.End));
            return;
        }
        _failed = true;
        events.Add(ChatEvent.Of(ChatEventKind.Fault, new Fault(FaultKind.MalformedReply, "The provider's stream ended before message_stop.")
        {
            Source = FaultSource.Provider,
            Dialect = Names.Dialect,
        }));
    }

    private void DecodeDelta(int index, RawJson delta, List<ChatEvent> events)
    {
        var block = BlockAt(index) ?? Open(index, default);
        block.Continue(delta, events);
    }

    private void DecodeStart(RawJson message, List<ChatEvent> events)
    {
        if (message.Kind != JsonValueKind.Object || _started)
            return;
        _started = true;
        var start = new ReplyStart { Dialect = Names.Dialect };
        Extras? extras = null;
        Extras? final = null;
        var reader = message.CreateReader();
        reader.Read();
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("id"u8))
                start = start with { Id = JsonRead.String(ref reader, message.Utf8) };
            else if (reader.ValueTextEquals("model"u8))
                start = start with { Model = JsonRead.String(ref reader, message.Utf8) };
            else if (reader.ValueTextEquals("usage"u8))
                _usage.ReadForecast(JsonRead.Raw(ref reader, message.Utf8));
            else
                KeepHead(ref reader, message.Utf8, ref extras, ref final);
        }
        events.Add(ChatEvent.Of(ChatEventKind.Start, start with { ServiceTier = _usage.ServiceTier, Extras = extras }));
        if (final is not null)
            events.Add(ChatEvent.Of(ChatEventKind.Extras, final));
        if (_usage.ToUsage() is { IsKnown: true } usage)
            events.Add(ChatEvent.Of(ChatEventKind.Usage, usage));
    }

    /// <summary>Nulls of a head are promises that the end keeps; they say nothing themselves.</summary>
    private static void KeepHead(ref Utf8JsonReader reader, ReadOnlyMemory<byte> message, ref Extras? extras, ref Extras? final)
    {
        var ahead = reader;
        ahead.Read();
        var isKnown = reader.ValueTextEquals("type"u8) || reader.ValueTextEquals("role"u8) || reader.ValueTextEquals("content"u8)
            || reader.ValueTextEquals("stop_reason"u8) || reader.ValueTextEquals("stop_sequence"u8);
        if (isKnown || ahead.TokenType == JsonTokenType.Null)
            JsonRead.Skip(ref reader);
        else if (ReplyReader.IsFinal(reader.ValueSpan))
            ExtrasReading.Keep(ref reader, message, Names.Dialect, ref final);
        else
            ExtrasReading.Keep(ref reader, message, Names.Dialect, ref extras);
    }

    private void DecodeEnd(StreamFrame frame, List<ChatEvent> events)
    {
        _usage.Read(frame.Usage);
        var extras = frame.Extras;
        var finish = ReadFinish(frame.Payload, ref extras);
        if (extras is not null)
            events.Add(ChatEvent.Of(ChatEventKind.Extras, extras));
        if (finish is not null && !_finished)
        {
            _finished = true;
            foreach (var block in _blocks)
                block.End(events);
            events.Add(ChatEvent.Of(ChatEventKind.Finish, finish));
        }
        if (!frame.Usage.IsAbsent)
            events.Add(ChatEvent.Of(ChatEventKind.Usage, _usage.ToUsage()));
    }

    private static Finish? ReadFinish(RawJson delta, ref Extras? extras)
    {
        if (delta.Kind != JsonValueKind.Object)
            return null;
        string? reason = null;
        JsonText? sequence = null;
        var reader = delta.CreateReader();
        reader.Read();
        while (JsonRead.NextMember(ref reader))
        {
            var ahead = reader;
            ahead.Read();
            if (ahead.TokenType == JsonTokenType.Null)
                JsonRead.Skip(ref reader);
            else if (reader.ValueTextEquals("stop_reason"u8))
                reason = JsonRead.String(ref reader, delta.Utf8);
            else if (reader.ValueTextEquals("stop_sequence"u8))
                sequence = JsonRead.Text(ref reader, delta.Utf8);
            else
                ExtrasReading.Keep(ref reader, delta.Utf8, Names.Dialect, ref extras);
        }
        return reason is null ? null : new Finish(FinishWords.Read(reason), reason) { StopSequence = sequence, Dialect = Names.Dialect };
    }

    private StreamBlock? BlockAt(int index)
    {
        if (_current is not null && (_current.Index == index || index < 0))
            return _current;
        return _current = Find(index);
    }

    /// <summary>A method of its own: its closure must not be made for every delta.</summary>
    private StreamBlock? Find(int index) => _blocks.FindLast(block => block.Index == index);

    private StreamBlock Open(int index, RawJson block)
    {
        _current = new StreamBlock(index, _blocks.Count, block);
        _blocks.Add(_current);
        return _current;
    }
}
