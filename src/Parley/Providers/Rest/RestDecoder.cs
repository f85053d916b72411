using System.Text;
using Parley.Configuration;
using Parley.Dialects;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Providers.Rest;

/// <summary>Reads the events of a streamed answer.</summary>
internal sealed class RestDecoder(RestShape shape) : IChatDecoder
{
    private readonly RestStream _stream = shape.Stream!;
    private bool _started;
    private bool _ended;
    private bool _failed;
    private string? _finish;

    public void Decode(in WireFrame frame, List<ChatEvent> events)
    {
        if (_failed || _ended)
            return;
        var name = Encoding.UTF8.GetString(frame.Event.Span);
        var data = Encoding.UTF8.GetString(frame.Data.Span);
        if (_stream.End is { } end && (name == end || data == end))
            _ended = true;
        else if (_stream.ErrorEvent is { } error && name == error)
            Fail(ErrorOf(frame.Data, data), events);
        else if (_stream.Event is null || name == _stream.Event)
            Read(frame.Data, data, events);
    }

    public void Complete(List<ChatEvent> events)
    {
        if (_failed)
            return;
        // Where neither an end nor a reason is described, the end of the bytes is all that there is.
        if (!_ended && _finish is null && (_stream.End is not null || _stream.Places.Finish is not null))
        {
            Fail(new Fault(FaultKind.MalformedReply, "The provider's stream ended before its end.") { Source = FaultSource.Provider }, events);
            return;
        }
        Start(null, events);
        events.Add(ChatEvent.Of(ChatEventKind.Finish, RestNames.Finish(_finish ?? "stop")));
        events.Add(ChatEvent.Of(ChatEventKind.End));
    }

    private void Read(ReadOnlyMemory<byte> json, string data, List<ChatEvent> events)
    {
        var places = _stream.Places;
        if (places.Text == "$")
        {
            Start(null, events);
            Add(ChatEventKind.Text, 0, data, events);
            return;
        }
        using var answer = RestAnswer.Parse(json.ToArray());
        var text = answer.Text(places.Text);
        if (text is null && RestFaults.Of(shape, answer) is { } fault)
        {
            Fail(fault, events);
            return;
        }
        Start(answer.Text(places.Id), events);
        Add(ChatEventKind.Reasoning, 0, answer.Text(places.Reasoning), events);
        Add(ChatEventKind.Text, places.Reasoning is null ? 0 : 1, text, events);
        if (answer.Text(places.Finish) is { Length: > 0 } finish)
            _finish = finish;
        if (RestReply.UsageOf(places, answer) is { IsKnown: true } usage)
            events.Add(ChatEvent.Of(ChatEventKind.Usage, usage));
    }

    private void Start(string? id, List<ChatEvent> events)
    {
        if (!_started)
            events.Add(ChatEvent.Of(ChatEventKind.Start, new ReplyStart { Id = id, Dialect = RestNames.Dialect }));
        _started = true;
    }

    private static void Add(ChatEventKind kind, int part, string? text, List<ChatEvent> events)
    {
        if (!string.IsNullOrEmpty(text))
            events.Add(new ChatEvent(kind, 0, part, text));
    }

    private Fault ErrorOf(ReadOnlyMemory<byte> json, string data)
    {
        try
        {
            using var answer = RestAnswer.Parse(json.ToArray());
            return RestFaults.Of(shape, answer) ?? RestFaults.Provider(data);
        }
        catch (System.Text.Json.JsonException)
        {
            return RestFaults.Provider(data);
        }
    }

    private void Fail(Fault fault, List<ChatEvent> events)
    {
        _failed = true;
        events.Add(ChatEvent.Of(ChatEventKind.Fault, fault));
    }
}
