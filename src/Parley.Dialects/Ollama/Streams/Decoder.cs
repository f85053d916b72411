using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Ollama;

/// <summary>Reads the lines of one streamed reply. A line of text allocates nothing.</summary>
internal sealed class Decoder(OllamaRoute route) : IChatDecoder
{
    private Extras? _known;
    private string? _replyId;
    private ChatEventKind _kind = ChatEventKind.Start;
    private int _part = -1;
    private int _calls;
    private bool _isDone;
    private bool _isBroken;

    public bool IsDone => _isDone;

    public void Decode(in WireFrame frame, List<ChatEvent> events)
    {
        if (_isBroken || frame.Data.Span.Trim(" \t\r\n"u8).IsEmpty)
            return;
        var line = LineReader.Read(frame.Data, route, _known);
        if (!line.Error.IsAbsent)
        {
            Break(Faults.ReadInStream(line), events);
            return;
        }
        if (!line.IsReply || _isDone)
            return;
        if (_replyId is null)
            Start(ref line, events);
        if (!line.Done)
            AddExtras(line.Extras, events);
        AddParts(line, events);
        if (line.Done)
            Finish(line, events);
    }

    public void Complete(List<ChatEvent> events)
    {
        if (_isBroken)
            return;
        if (_isDone)
            events.Add(ChatEvent.Of(ChatEventKind.End));
        else
            Break(new Fault(FaultKind.MalformedReply, "The upstream's stream ended before its last line.") { Source = FaultSource.Provider, Dialect = DialectNames.Ollama }, events);
    }

    private void Start(ref Line line, List<ChatEvent> events)
    {
        _replyId = LineParts.ReplyIdOf(line);
        _known = line.Extras?.Detach();
        line.Extras = null;
        events.Add(ChatEvent.Of(ChatEventKind.Start, new ReplyStart
        {
            Model = line.Model.IsEmpty ? null : line.Model.ToString(),
            Created = line.CreatedAt.IsAbsent ? null : Timestamp.Read(line.CreatedAt.AsText().ToString()),
            Dialect = DialectNames.Ollama,
            Extras = _known,
        }));
    }

    private void AddParts(in Line line, List<ChatEvent> events)
    {
        if (!line.Thinking.IsEmpty)
            events.Add(new ChatEvent(ChatEventKind.Reasoning, 0, PartOf(ChatEventKind.Reasoning), line.Thinking));
        if (!line.Content.IsEmpty)
            events.Add(new ChatEvent(ChatEventKind.Text, 0, PartOf(ChatEventKind.Text), line.Content));
        if (!line.Logprobs.IsAbsent)
            events.Add(ChatEvent.Of(ChatEventKind.Logprobs, LineParts.ReadLogprobs(line)));
        if (!line.Images.IsAbsent)
            AddImages(line, events);
        if (!line.ToolCalls.IsAbsent)
            AddCalls(line, events);
    }

    private void AddImages(in Line line, List<ChatEvent> events)
    {
        var images = new List<MediaPart>();
        LineParts.ReadImages(line, images);
        foreach (var image in images)
            events.Add(new ChatEvent(ChatEventKind.Media, 0, NextPart(ChatEventKind.Media), default, image));
    }

    private void AddCalls(in Line line, List<ChatEvent> events)
    {
        var calls = new List<ToolCallPart>();
        LineParts.ReadCalls(line, _replyId ?? "", _calls, calls);
        _calls += calls.Count;
        foreach (var call in calls)
        {
            var part = NextPart(ChatEventKind.ToolCallStart);
            var start = new ToolCallStart(call.Id, call.Name) { IdIsInvented = call.IdIsInvented, Extras = call.Extras };
            events.Add(new ChatEvent(ChatEventKind.ToolCallStart, 0, part, default, start));
            events.Add(new ChatEvent(ChatEventKind.ToolCallArguments, 0, part, call.Arguments.AsText()));
        }
    }

    private void Finish(in Line line, List<ChatEvent> events)
    {
        _isDone = true;
        events.Add(ChatEvent.Of(ChatEventKind.Usage, line.ReadUsage()));
        events.Add(ChatEvent.Of(ChatEventKind.Finish, FinishWords.Read(line.DoneReason, _calls > 0)));
        // Behind the finish, so that they stand on the last line again and not on that of the tool calls.
        AddExtras(line.Extras, events);
        AddExtras(line.Closing, events);
    }

    private static void AddExtras(Extras? extras, List<ChatEvent> events)
    {
        if (extras is not null)
            events.Add(ChatEvent.Of(ChatEventKind.Extras, extras));
    }

    private void Break(Fault fault, List<ChatEvent> events)
    {
        _isBroken = true;
        events.Add(ChatEvent.Of(ChatEventKind.Fault, fault));
    }

    private int PartOf(ChatEventKind kind) => _kind == kind ? _part : NextPart(kind);

    private int NextPart(ChatEventKind kind)
    {
        _kind = kind;
        return ++_part;
    }
}
