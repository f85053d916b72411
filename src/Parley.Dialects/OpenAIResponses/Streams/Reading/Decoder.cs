using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Streams;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Reads the events of one streamed reply. What an imitator says only when an item or the response is done is read from there.</summary>
/// <param name="said">What was said by now; null where nobody counts, who then has no use for what the whole response repeats.</param>
internal sealed class Decoder(SaidSoFar? said) : IChatDecoder
{
    private static readonly byte[][] Idle = ["\"sequence_number\":"u8.ToArray(), "\"obfuscation\":"u8.ToArray()];

    private readonly ItemDecoder _items = new(said ?? new SaidSoFar());
    private bool _hasStarted;
    private string? _tier;
    private bool _isBroken;

    /// <summary>True once the response ended.</summary>
    public bool IsDone { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> IdleMembers => Idle;

    /// <inheritdoc/>
    public void Decode(in WireFrame wire, List<ChatEvent> events)
    {
        var text = wire.Data.Span.Trim(" \t\r\n"u8);
        // OpenRouter sends the end mark of chat completions here too.
        if (_isBroken || IsDone || text.IsEmpty || text.SequenceEqual("[DONE]"u8))
            return;
        var frame = StreamFrame.Read(wire, _hasStarted, _items.Heard);
        switch (frame.Kind)
        {
            case FrameKind.Other or FrameKind.Repeat: break;
            case FrameKind.Response: Start(frame.Response, events); break;
            case FrameKind.Failed: Fail(frame, wire.Data, events); break;
            case FrameKind.Ended: Finish(frame.Response, events); break;
            default:
                Start(ResponseHead.Silent, events);
                _items.Decode(frame, events);
                break;
        }
    }

    /// <inheritdoc/>
    public void Complete(List<ChatEvent> events)
    {
        if (_isBroken)
            return;
        if (IsDone)
            events.Add(ChatEvent.Of(ChatEventKind.End));
        else
            Break(new Fault(FaultKind.MalformedReply, "The stream ended before the answer was complete.") { Source = FaultSource.Provider, Dialect = Names.Dialect }, events);
    }

    private void Start(ResponseHead head, List<ChatEvent> events)
    {
        if (_hasStarted)
            return;
        _hasStarted = true;
        _tier = head.ServiceTier;
        events.Add(ChatEvent.Of(ChatEventKind.Start, StartOf(head, head.Extras)));
    }

    private static ReplyStart StartOf(ResponseHead head, Extras? extras) =>
        new() { Id = head.Id, Model = head.Model, Created = head.Created, ServiceTier = head.ServiceTier, Dialect = Names.Dialect, Extras = extras };

    private void Finish(ResponseHead head, List<ChatEvent> events)
    {
        Start(head, events);
        if (said is not null && head.Output.Kind == JsonValueKind.Array)
            _items.TakeRest(head.Output, events);
        Report(head, events);
        events.Add(ChatEvent.Of(ChatEventKind.Finish, head.FinishOf(_items.HasCalls)));
        IsDone = true;
    }

    /// <summary>What the last event says of the whole response; which tier served it is known only then.</summary>
    private void Report(ResponseHead head, List<ChatEvent> events)
    {
        if (head.ServiceTier is { } tier && tier != _tier)
            events.Add(ChatEvent.Of(ChatEventKind.Start, StartOf(head, extras: null)));
        if (head.Extras is not null)
            events.Add(ChatEvent.Of(ChatEventKind.ReplyExtras, head.Extras));
        if (UsageReader.Read(head) is { } usage)
            events.Add(ChatEvent.Of(ChatEventKind.Usage, usage));
    }

    /// <summary>A failed response may say what it used.</summary>
    private void Fail(in StreamFrame frame, ReadOnlyMemory<byte> data, List<ChatEvent> events)
    {
        if (UsageReader.Read(frame.Response) is { } usage)
            events.Add(ChatEvent.Of(ChatEventKind.Usage, usage));
        Break(FaultReader.ReadEvent(data), events);
    }

    private void Break(Fault fault, List<ChatEvent> events)
    {
        _isBroken = true;
        events.Add(ChatEvent.Of(ChatEventKind.Fault, fault));
    }
}
