using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Reads the events of one streamed reply. It is complete with <c>message-end</c>; the <c>[DONE]</c> behind it says nothing more.</summary>
internal sealed class Decoder : IChatDecoder
{
    private readonly StreamedParts _parts = new();
    private string? _id;
    private bool _hasStarted;
    private bool _hasEnded;
    private bool _isBroken;

    public bool IsDone => _hasEnded;

    public void Decode(in WireFrame frame, List<ChatEvent> events)
    {
        if (_hasEnded || _isBroken || IsSilent(frame.Data.Span))
            return;
        try
        {
            Decode(StreamFrame.Read(frame), frame.Data, events);
        }
        catch (JsonException broken)
        {
            throw JsonMembers.Broken(broken);
        }
    }

    public void Complete(List<ChatEvent> events)
    {
        if (_isBroken)
            return;
        if (_hasEnded)
            events.Add(ChatEvent.Of(ChatEventKind.End));
        else
            Break(new Fault(FaultKind.MalformedReply, "The provider's stream ended before message-end.") { Source = FaultSource.Provider, Dialect = Names.Dialect }, events);
    }

    private static bool IsSilent(ReadOnlySpan<byte> data) => data.Trim(" \t\r\n"u8) is var text && (text.IsEmpty || text.SequenceEqual("[DONE]"u8));

    private void Decode(in StreamFrame frame, ReadOnlyMemory<byte> data, List<ChatEvent> events)
    {
        if (frame.Kind == FrameKind.Error)
        {
            Break(FaultReader.ReadInStream(new RawJson(data)), events);
            return;
        }
        if (frame.Kind == FrameKind.MessageStart)
            Start(frame, data, events);
        else if (frame.Kind != FrameKind.Other && !_hasStarted)
            Start(default, default, events);
        switch (frame.Kind)
        {
            case FrameKind.ContentDelta: DecodeDelta(frame, events); break;
            case FrameKind.ContentStart: _parts.OpenContent(frame.Index, frame.OfMessage("content"u8), events); break;
            case FrameKind.PlanDelta: _parts.AddPlan(StreamFrame.Text(StreamFrame.Member(frame.Delta, "message"u8), "tool_plan"u8), events); break;
            case FrameKind.CallStart: _parts.OpenCall(frame.Index, frame.OfMessage("tool_calls"u8), _id, events); break;
            case FrameKind.CallDelta: _parts.AddArguments(frame.Index, StreamFrame.Text(StreamFrame.Member(frame.OfMessage("tool_calls"u8), "function"u8), "arguments"u8), events); break;
            case FrameKind.CitationStart: _parts.Cite(frame.OfMessage("citations"u8), events); break;
            case FrameKind.Debug: Keep(data, events); break;
            case FrameKind.MessageEnd: End(frame, data, events); break;
        }
    }

    private void Start(in StreamFrame frame, ReadOnlyMemory<byte> data, List<ChatEvent> events)
    {
        if (_hasStarted)
            return;
        _hasStarted = true;
        Extras? extras = null;
        var id = EndReader.KeepUnknown(new RawJson(data), ref extras);
        _id = id.IsEmpty ? null : id.ToString();
        events.Add(ChatEvent.Of(ChatEventKind.Start, new ReplyStart { Id = _id, Dialect = Names.Dialect, Extras = extras }));
        Extras? message = null;
        EndReader.KeepMessage(StreamFrame.Member(frame.Delta, "message"u8), ref message);
        if (message is not null)
            events.Add(ChatEvent.Of(ChatEventKind.MessageExtras, message));
    }

    private void DecodeDelta(in StreamFrame frame, List<ChatEvent> events)
    {
        _parts.AddContent(frame.Index, frame.OfMessage("content"u8), events);
        if (frame.Logprobs.Kind == JsonValueKind.Object)
            events.Add(ChatEvent.Of(ChatEventKind.Logprobs, Logprobs.Read([frame.Logprobs])));
    }

    /// <summary>The prompt as the model saw it, which a whole reply has as a member.</summary>
    private static void Keep(ReadOnlyMemory<byte> debug, List<ChatEvent> events)
    {
        Extras? extras = null;
        EndReader.KeepUnknown(new RawJson(debug), ref extras);
        if (extras is not null)
            events.Add(ChatEvent.Of(ChatEventKind.ReplyExtras, extras));
    }

    private void End(in StreamFrame frame, ReadOnlyMemory<byte> data, List<ChatEvent> events)
    {
        var end = EndReader.Read(frame.Delta, data);
        if (end.HasError)
        {
            Break(FaultReader.ReadInStream(frame.Delta, end.FinishReason), events);
            return;
        }
        _hasEnded = true;
        _parts.CiteRest(events);
        if (end.MessageExtras is not null)
            events.Add(ChatEvent.Of(ChatEventKind.MessageExtras, end.MessageExtras));
        if (end.Extras is not null)
            events.Add(ChatEvent.Of(ChatEventKind.ReplyExtras, end.Extras));
        if (end.Usage is not null)
            events.Add(ChatEvent.Of(ChatEventKind.Usage, end.Usage));
        events.Add(ChatEvent.Of(ChatEventKind.Finish, FinishWords.Read(end.FinishReason)));
    }

    private void Break(Fault fault, List<ChatEvent> events)
    {
        _isBroken = true;
        events.Add(ChatEvent.Of(ChatEventKind.Fault, fault));
    }
}
