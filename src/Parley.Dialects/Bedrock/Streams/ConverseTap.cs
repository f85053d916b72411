using System.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>Looks at the messages of a stream that is copied. What happened is known by the name of the event alone, once something was shown.</summary>
internal sealed class ConverseTap : IStreamTap
{
    private bool _committed;

    public bool IsComplete { get; private set; }

    /// <summary>Nothing has to follow the end of the message; the metadata behind it can only come from the service.</summary>
    public ReadOnlyMemory<byte> MissingEnd => default;

    public Usage Usage { get; private set; } = Usage.Unknown;

    public Fault? Fault { get; private set; }

    public TapVerdict Observe(in WireFrame frame)
    {
        if (frame.IsFault)
        {
            Fault = FaultReader.ReadException(Encoding.UTF8.GetString(frame.Event.Span), frame.Data);
            return TapVerdict.Fault;
        }
        try
        {
            return ObserveEvent(frame);
        }
        catch (JsonException broken)
        {
            throw JsonMembers.Broken(broken);
        }
    }

    private TapVerdict ObserveEvent(in WireFrame frame)
    {
        switch (StreamEvents.KindOf(frame.Event.Span))
        {
            case StreamEventKind.BlockStart or StreamEventKind.BlockDelta:
                return Commit(_committed || IsSemantic(BlockEvent.Read(frame.Data).Payload));
            case StreamEventKind.MessageStop:
                IsComplete = true;
                return Commit(true);
            case StreamEventKind.Metadata:
                ReadUsage(frame.Data);
                return IsComplete ? TapVerdict.End : Commit(_committed);
            default:
                // The end of a block may be what its content was gathered for.
                return Commit(_committed || StreamEvents.KindOf(frame.Event.Span) == StreamEventKind.BlockStop);
        }
    }

    /// <summary>An empty text, a signature and a citation cannot be seen.</summary>
    private static bool IsSemantic(RawJson payload)
    {
        if (payload.Kind != JsonValueKind.Object)
            return false;
        var members = new JsonMembers(payload.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (!name.SequenceEqual("citation"u8) && value.Utf8.Length > 2 && (!name.SequenceEqual("reasoningContent"u8) || !IsSignature(value)))
                return true;
        }
        return false;
    }

    private static bool IsSignature(RawJson reasoning)
    {
        if (reasoning.Kind != JsonValueKind.Object)
            return false;
        var members = new JsonMembers(reasoning.Utf8);
        return members.Next(out var name, out _) && name.SequenceEqual("signature"u8);
    }

    private void ReadUsage(ReadOnlyMemory<byte> data)
    {
        RawJson usage = default, tier = default;
        var members = new JsonMembers(data);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("usage"u8))
                usage = value;
            else if (name.SequenceEqual("serviceTier"u8))
                tier = value;
        }
        Usage = UsageFields.Read(usage, tier);
    }

    private TapVerdict Commit(bool semantic)
    {
        _committed |= semantic;
        return _committed ? TapVerdict.Semantic : TapVerdict.Prelude;
    }
}
