using System.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Numbers the parts of a streamed answer: contents and calls have indices of their own, the plan has none.</summary>
internal sealed class StreamedParts
{
    private const int None = -1;

    private readonly List<Content> _contents = [];
    private readonly List<(int Index, int Part)> _calls = [];
    private readonly List<(int? Index, RawJson Whole)> _early = [];
    private int _count;
    private int _plan = None;
    private int _lastText = None;

    /// <summary>A content begins; as a rule it is empty still.</summary>
    public void OpenContent(int index, RawJson content, List<ChatEvent> events)
    {
        var type = StreamFrame.Text(content, "type"u8).ToString();
        if (type is not ("text" or "thinking" or ""))
        {
            events.Add(new ChatEvent(ChatEventKind.Opaque, 0, _count++, default, new OpaquePart(Names.Dialect, type, content)));
            return;
        }
        if (type == "text" && ExtrasOf(content) is { } extras)
            events.Add(new ChatEvent(ChatEventKind.Text, 0, TextAt(index, events), StreamFrame.Text(content, "text"u8), extras));
        else
            AddContent(index, content, events);
    }

    /// <summary>A piece of a text or a thought.</summary>
    public void AddContent(int index, RawJson content, List<ChatEvent> events)
    {
        if (StreamFrame.Text(content, "text"u8) is { IsEmpty: false } text)
            events.Add(new ChatEvent(ChatEventKind.Text, 0, TextAt(index, events), text));
        if (StreamFrame.Text(content, "thinking"u8) is { IsEmpty: false } thought)
            events.Add(new ChatEvent(ChatEventKind.Reasoning, 0, PartOf(index, isThought: true), thought));
    }

    /// <summary>A piece of the plan, whose first one tells what it is.</summary>
    public void AddPlan(JsonText piece, List<ChatEvent> events)
    {
        if (piece.IsEmpty)
            return;
        Extras? spelling = null;
        if (_plan == None)
        {
            _plan = _count++;
            OwnExtras.Note(Spelling.Plan, ref spelling);
        }
        events.Add(new ChatEvent(ChatEventKind.Reasoning, 0, _plan, piece, spelling));
    }

    /// <summary>A call begins.</summary>
    public void OpenCall(int index, RawJson wire, string? answer, List<ChatEvent> events)
    {
        if (wire.Kind != JsonValueKind.Object)
            throw new WireFormatException("delta.message.tool_calls", "A tool call must be an object.");
        var reader = wire.CreateReader();
        reader.Read();
        var call = CallReader.Read(ref reader, wire.Utf8, answer, _calls.Count);
        var part = _count++;
        _calls.Add((index, part));
        events.Add(new ChatEvent(ChatEventKind.ToolCallStart, 0, part, default, new ToolCallStart(call.Id, call.Name) { IdIsInvented = call.IdIsInvented, Extras = call.Extras }));
        if (call.Arguments.AsText() is { IsEmpty: false } arguments)
            events.Add(new ChatEvent(ChatEventKind.ToolCallArguments, 0, part, arguments));
    }

    /// <summary>A piece of a call's arguments.</summary>
    public void AddArguments(int index, JsonText piece, List<ChatEvent> events)
    {
        if (piece.IsEmpty)
            return;
        for (var i = _calls.Count - 1; i >= 0; i--)
        {
            if (_calls[i].Index != index)
                continue;
            events.Add(new ChatEvent(ChatEventKind.ToolCallArguments, 0, _calls[i].Part, piece));
            return;
        }
        throw new WireFormatException("index", "There is no tool call of this index.");
    }

    /// <summary>A citation, which hangs on the text that it names, otherwise on the last one; it waits for that text where it is told before it.</summary>
    public void Cite(RawJson whole, List<ChatEvent> events)
    {
        if (whole.Kind != JsonValueKind.Object)
            return;
        var index = CitationFields.ContentIndexOf(whole);
        if (index is { } named && Find(named, isThought: false) is { } part)
            Cite(whole, part, events);
        else if (index is null && _lastText != None)
            Cite(whole, _lastText, events);
        else
            _early.Add((index, whole.Detach()));
    }

    /// <summary>The citations whose text never came.</summary>
    public void CiteRest(List<ChatEvent> events)
    {
        if (_early.Count > 0 && _lastText == None)
            _lastText = _count++;
        foreach (var (_, whole) in _early)
            Cite(whole, _lastText, events);
        _early.Clear();
    }

    private static void Cite(RawJson whole, int part, List<ChatEvent> events)
    {
        var citations = new List<Citation>();
        CitationFields.Read(whole, citations);
        foreach (var citation in citations)
            events.Add(new ChatEvent(ChatEventKind.Citation, 0, part, default, citation));
    }

    private static Extras? ExtrasOf(RawJson content)
    {
        Extras? extras = null;
        var members = new JsonMembers(content.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (!name.SequenceEqual("type"u8) && !name.SequenceEqual("text"u8))
                OwnExtras.Add(Encoding.UTF8.GetString(name), value, ref extras);
        }
        return extras;
    }

    /// <summary>The part of a text, with which the citations are told that waited for it.</summary>
    private int TextAt(int index, List<ChatEvent> events)
    {
        _lastText = PartOf(index, isThought: false);
        for (var i = 0; i < _early.Count; i++)
        {
            if (_early[i].Index is { } other && other != index)
                continue;
            Cite(_early[i].Whole, _lastText, events);
            _early.RemoveAt(i--);
        }
        return _lastText;
    }

    private int PartOf(int index, bool isThought)
    {
        if (Find(index, isThought) is { } part)
            return part;
        _contents.Add(new Content(index, isThought, _count));
        return _count++;
    }

    private int? Find(int index, bool isThought)
    {
        for (var i = _contents.Count - 1; i >= 0; i--)
        {
            if (_contents[i].Index == index && _contents[i].IsThought == isThought)
                return _contents[i].Part;
        }
        return null;
    }

    private readonly record struct Content(int Index, bool IsThought, int Part);
}
