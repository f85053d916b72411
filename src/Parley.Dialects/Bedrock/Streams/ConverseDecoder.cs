using System.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>Reads a streamed reply. The usage comes behind the end of the message, in an event of its own.</summary>
internal sealed class ConverseDecoder : IChatDecoder
{
    private readonly List<StreamBlock> _blocks = [];
    private StreamBlock? _current;
    private bool _stopped;
    private bool _failed;

    public void Decode(in WireFrame frame, List<ChatEvent> events)
    {
        if (_failed)
            return;
        if (frame.IsFault)
        {
            _failed = true;
            events.Add(ChatEvent.Of(ChatEventKind.Fault, FaultReader.ReadException(Encoding.UTF8.GetString(frame.Event.Span), frame.Data)));
            return;
        }
        try
        {
            DecodeEvent(frame, events);
        }
        catch (JsonException broken)
        {
            throw JsonMembers.Broken(broken);
        }
    }

    public void Complete(List<ChatEvent> events)
    {
        if (_failed)
            return;
        if (_stopped)
        {
            events.Add(ChatEvent.Of(ChatEventKind.End));
            return;
        }
        _failed = true;
        events.Add(ChatEvent.Of(ChatEventKind.Fault, new Fault(FaultKind.MalformedReply, "The provider's stream ended before messageStop.")
        {
            Source = FaultSource.Provider,
            Dialect = Names.Dialect,
        }));
    }

    private void DecodeEvent(in WireFrame frame, List<ChatEvent> events)
    {
        switch (StreamEvents.KindOf(frame.Event.Span))
        {
            case StreamEventKind.MessageStart: events.Add(ChatEvent.Of(ChatEventKind.Start, new ReplyStart { Dialect = Names.Dialect })); break;
            case StreamEventKind.BlockStart: DecodeStart(BlockEvent.Read(frame.Data), events); break;
            case StreamEventKind.BlockDelta: DecodeDelta(BlockEvent.Read(frame.Data), events); break;
            case StreamEventKind.BlockStop: Find(BlockEvent.Read(frame.Data).Index)?.End(events); break;
            case StreamEventKind.MessageStop: DecodeStop(frame.Data, events); break;
            case StreamEventKind.Metadata: DecodeMetadata(frame.Data, events); break;
        }
    }

    private void DecodeStart(in BlockEvent blockEvent, List<ChatEvent> events) => Open(blockEvent.Index).Begin(blockEvent.Payload, events);

    /// <summary>Blocks of text and thoughts begin with their first delta, without a start.</summary>
    private void DecodeDelta(in BlockEvent blockEvent, List<ChatEvent> events) => (Find(blockEvent.Index) ?? (IsCitation(blockEvent.Payload) ? OpenBehind(blockEvent.Index) : Open(blockEvent.Index))).Continue(blockEvent.Payload, events);

    private void DecodeStop(ReadOnlyMemory<byte> data, List<ChatEvent> events)
    {
        string? word = null;
        Extras? extras = null;
        var members = new JsonMembers(data);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("stopReason"u8))
                word = value.Kind == JsonValueKind.String ? value.AsText().ToString() : word;
            else
                Keep(name, value, ref extras);
        }
        foreach (var block in _blocks)
            block.End(events);
        if (extras is not null)
            events.Add(ChatEvent.Of(ChatEventKind.ReplyExtras, extras));
        if (!_stopped)
            events.Add(ChatEvent.Of(ChatEventKind.Finish, new Finish(FinishWords.Read(word), word) { Dialect = Names.Dialect }));
        _stopped = true;
    }

    private static void DecodeMetadata(ReadOnlyMemory<byte> data, List<ChatEvent> events)
    {
        Extras? extras = null;
        var counts = default(RawJson);
        var members = new JsonMembers(data);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("usage"u8))
                counts = value;
            else
                Keep(name, value, ref extras);
        }
        if (UsageFields.Read(counts, extras?[UsageFields.ServiceTier] ?? default) is { IsKnown: true } usage)
            events.Add(ChatEvent.Of(ChatEventKind.Usage, usage));
        if (extras is not null)
            events.Add(ChatEvent.Of(ChatEventKind.ReplyExtras, extras));
    }

    /// <summary>Padding against those who measure lengths says nothing.</summary>
    private static void Keep(ReadOnlySpan<byte> name, RawJson value, ref Extras? extras)
    {
        if (!name.SequenceEqual("p"u8) && value.Kind != JsonValueKind.Null)
            (extras ??= new Extras(Names.Dialect)).Add(Encoding.UTF8.GetString(name), value);
    }

    private StreamBlock? Find(int index)
    {
        if (_current is not null && (_current.Index == index || index < 0))
            return _current;
        for (var i = _blocks.Count - 1; i >= 0; i--)
        {
            if (_blocks[i].Index == index)
                return _current = _blocks[i];
        }
        return null;
    }

    private static bool IsCitation(RawJson delta)
    {
        if (delta.Kind != JsonValueKind.Object)
            return false;
        var members = new JsonMembers(delta.Utf8);
        return members.Next(out var name, out _) && name.SequenceEqual("citation"u8);
    }

    /// <summary>Nova tells the sources of a text in a block of their own behind it; they belong to that text.</summary>
    private StreamBlock OpenBehind(int index)
    {
        if (_blocks.Count == 0 || !_blocks[^1].IsText)
            return Open(index);
        _current = new StreamBlock(index, _blocks[^1].Part, isText: true);
        _blocks.Add(_current);
        return _current;
    }

    private StreamBlock Open(int index)
    {
        _current = new StreamBlock(index, _blocks.Count);
        _blocks.Add(_current);
        return _current;
    }
}
