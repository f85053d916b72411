using System.Text.Json;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>What the events of a stream are called.</summary>
internal enum FrameKind : byte
{
    /// <summary>Nothing that is known: newer events are passed over.</summary>
    Other,
    MessageStart,
    ContentStart,
    ContentDelta,
    ContentEnd,
    PlanDelta,
    CallStart,
    CallDelta,
    CallEnd,
    CitationStart,
    CitationEnd,
    MessageEnd,
    Debug,
    Error,
}

/// <summary>The members of one event, as slices of its data.</summary>
internal ref struct StreamFrame
{
    /// <summary>The event by its data; by its SSE name where the data do not say.</summary>
    public FrameKind Kind { get; private set; }

    /// <summary>The content, call or citation that it is about.</summary>
    public int Index { get; private set; }

    /// <summary>The value of <c>delta</c>.</summary>
    public RawJson Delta { get; private set; }

    /// <summary>The value of <c>logprobs</c>.</summary>
    public RawJson Logprobs { get; private set; }

    /// <summary>Reads an event.</summary>
    /// <exception cref="WireFormatException">The data are not a JSON object.</exception>
    /// <exception cref="JsonException">They are broken JSON.</exception>
    public static StreamFrame Read(in WireFrame wire)
    {
        var frame = new StreamFrame { Kind = KindOf(wire.Event.Span) };
        var saysError = false;
        var members = new JsonMembers(wire.Data);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("type"u8) && value.Kind == JsonValueKind.String)
                frame.Kind = KindOf(value.Utf8.Span[1..^1]);
            else if (name.SequenceEqual("index"u8))
                frame.Index = Number(value);
            else if (name.SequenceEqual("delta"u8))
                frame.Delta = value;
            else if (name.SequenceEqual("logprobs"u8))
                frame.Logprobs = value;
            else
                saysError |= IsError(name, value);
        }
        if (frame.Kind == FrameKind.Other && saysError)
            frame.Kind = FrameKind.Error;
        return frame;
    }

    /// <summary>The kind of a name.</summary>
    public static FrameKind KindOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        5 when name.SequenceEqual("debug"u8) => FrameKind.Debug,
        5 when name.SequenceEqual("error"u8) => FrameKind.Error,
        11 when name.SequenceEqual("content-end"u8) => FrameKind.ContentEnd,
        11 when name.SequenceEqual("message-end"u8) => FrameKind.MessageEnd,
        12 when name.SequenceEqual("citation-end"u8) => FrameKind.CitationEnd,
        13 when name.SequenceEqual("content-delta"u8) => FrameKind.ContentDelta,
        13 when name.SequenceEqual("content-start"u8) => FrameKind.ContentStart,
        13 when name.SequenceEqual("message-start"u8) => FrameKind.MessageStart,
        13 when name.SequenceEqual("tool-call-end"u8) => FrameKind.CallEnd,
        14 when name.SequenceEqual("citation-start"u8) => FrameKind.CitationStart,
        15 when name.SequenceEqual("tool-call-delta"u8) => FrameKind.CallDelta,
        15 when name.SequenceEqual("tool-call-start"u8) => FrameKind.CallStart,
        15 when name.SequenceEqual("tool-plan-delta"u8) => FrameKind.PlanDelta,
        _ => FrameKind.Other,
    };

    /// <summary>The value of <c>delta.message</c> and a member of it.</summary>
    public readonly RawJson OfMessage(ReadOnlySpan<byte> name) => Member(Member(Delta, "message"u8), name);

    /// <summary>The value of a member; absent when there is none, or no object.</summary>
    public static RawJson Member(RawJson node, ReadOnlySpan<byte> wanted)
    {
        if (node.Kind != JsonValueKind.Object)
            return default;
        var members = new JsonMembers(node.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual(wanted))
                return value.Kind == JsonValueKind.Null ? default : value;
        }
        return default;
    }

    /// <summary>The text of a member; empty when there is none.</summary>
    public static JsonText Text(RawJson node, ReadOnlySpan<byte> wanted) => Member(node, wanted) is { Kind: JsonValueKind.String } text ? text.AsText() : default;

    /// <summary>A bare error object in place of an event.</summary>
    private static bool IsError(ReadOnlySpan<byte> name, RawJson value) =>
        value.Kind == JsonValueKind.String ? name.SequenceEqual("message"u8) || name.SequenceEqual("error"u8) : value.Kind == JsonValueKind.Object && name.SequenceEqual("error"u8);

    private static int Number(RawJson value) =>
        System.Buffers.Text.Utf8Parser.TryParse(value.Utf8.Span, out int index, out var length) && length == value.Utf8.Length ? index : 0;
}
