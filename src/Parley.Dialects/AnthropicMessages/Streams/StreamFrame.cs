using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>What the events of a stream are called.</summary>
internal enum FrameKind : byte
{
    /// <summary>Nothing that is known: newer events are passed over.</summary>
    Other,
    MessageStart,
    BlockStart,
    BlockDelta,
    BlockStop,
    MessageDelta,
    MessageStop,
    Ping,
    Error,
}

/// <summary>The members of one event, as slices of its data.</summary>
internal ref struct StreamFrame
{
    /// <summary>The event by its data; by its SSE name where the data do not say.</summary>
    public FrameKind Kind { get; private set; }

    /// <summary>The block; -1 when it is not said.</summary>
    public int Index { get; private set; }

    /// <summary>The value of <c>message</c>, <c>content_block</c>, <c>delta</c> or <c>error</c>.</summary>
    public RawJson Payload { get; private set; }

    /// <summary>The value of <c>usage</c>.</summary>
    public RawJson Usage { get; private set; }

    /// <summary>Unknown members.</summary>
    public Extras? Extras { get; private set; }

    /// <summary>Reads an event.</summary>
    /// <exception cref="WireFormatException">The data are not a JSON object.</exception>
    public static StreamFrame Read(in WireFrame wire)
    {
        var frame = new StreamFrame { Kind = KindOf(wire.Event.Span), Index = -1 };
        var reader = new Utf8JsonReader(wire.Data.Span, JsonWire.ReaderOptions);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw new WireFormatException("", "The event is not a JSON object.");
            while (JsonRead.NextMember(ref reader))
                frame.ReadMember(ref reader, wire.Data);
            return frame;
        }
        catch (JsonException broken)
        {
            throw JsonMembers.Broken(broken);
        }
    }

    /// <summary>The event of a name.</summary>
    public static FrameKind KindOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        4 when name.SequenceEqual("ping"u8) => FrameKind.Ping,
        5 when name.SequenceEqual("error"u8) => FrameKind.Error,
        12 when name.SequenceEqual("message_stop"u8) => FrameKind.MessageStop,
        13 when name.SequenceEqual("message_start"u8) => FrameKind.MessageStart,
        13 when name.SequenceEqual("message_delta"u8) => FrameKind.MessageDelta,
        18 when name.SequenceEqual("content_block_stop"u8) => FrameKind.BlockStop,
        19 when name.SequenceEqual("content_block_delta"u8) => FrameKind.BlockDelta,
        19 when name.SequenceEqual("content_block_start"u8) => FrameKind.BlockStart,
        _ => FrameKind.Other,
    };

    private void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> data)
    {
        if (reader.ValueTextEquals("type"u8))
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.String && KindOf(reader.ValueSpan) is not FrameKind.Other and var kind)
                Kind = kind;
            reader.Skip();
        }
        else if (reader.ValueTextEquals("index"u8))
        {
            reader.Read();
            Index = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var index) ? index : -1;
            reader.Skip();
        }
        else if (reader.ValueTextEquals("delta"u8) || reader.ValueTextEquals("content_block"u8) || reader.ValueTextEquals("message"u8))
            Payload = JsonRead.Raw(ref reader, data);
        else if (reader.ValueTextEquals("error"u8))
            ReadError(ref reader, data);
        else if (reader.ValueTextEquals("usage"u8))
            Usage = JsonRead.Raw(ref reader, data);
        else
            Keep(ref reader, data);
    }

    /// <summary>Proxies in front of the service forget what the event is called.</summary>
    private void ReadError(ref Utf8JsonReader reader, ReadOnlyMemory<byte> data)
    {
        Payload = JsonRead.Raw(ref reader, data);
        if (Kind == FrameKind.Other && !Payload.IsAbsent)
            Kind = FrameKind.Error;
    }

    private void Keep(ref Utf8JsonReader reader, ReadOnlyMemory<byte> data)
    {
        var ahead = reader;
        ahead.Read();
        if (Kind is not (FrameKind.MessageDelta or FrameKind.Other) || ahead.TokenType == JsonTokenType.Null)
        {
            JsonRead.Skip(ref reader);
            return;
        }
        var extras = Extras;
        ExtrasReading.Keep(ref reader, data, Names.Dialect, ref extras);
        Extras = extras;
    }
}
