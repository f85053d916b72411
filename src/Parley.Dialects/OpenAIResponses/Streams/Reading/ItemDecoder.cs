using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Reads the events that belong to output items. Each content of a message, and every other item, is a part; they are numbered as they begin.</summary>
internal sealed class ItemDecoder
{
    private static readonly Extras Border = ExtraMembers.Noting(Spelling.Border);
    private static readonly Extras Thought = ExtraMembers.Noting(Spelling.Thought);

    private readonly List<ItemState> _items = [];
    private int _parts;

    /// <summary>Whether a tool call began.</summary>
    public bool HasCalls { get; private set; }

    /// <summary>Reads one event.</summary>
    public void Decode(in StreamFrame frame, List<ChatEvent> events)
    {
        if (frame.Kind == FrameKind.ItemAdded)
        {
            Add(frame, events);
            return;
        }
        var item = StateOf(frame.OutputIndex, frame.Item.Kind == JsonValueKind.Object ? IdOf(frame.Item) : frame.ItemId);
        switch (frame.Kind)
        {
            case FrameKind.Text: AddText(ChatEventKind.Text, item, frame, events); break;
            case FrameKind.Refusal: AddText(ChatEventKind.Refusal, item, frame, events); break;
            case FrameKind.Annotation when frame.Annotation.Kind == JsonValueKind.Object: Cite(item.ContentAt(frame.ContentIndex ?? 0), item, AnnotationReader.Read(frame.Annotation), events); break;
            case FrameKind.Arguments: AddArguments(item, frame, events); break;
            case FrameKind.Summary or FrameKind.Thought: AddThought(item, frame, events); break;
            case FrameKind.ItemDone: TakeWhole(item, frame.Item, events); break;
        }
    }

    /// <summary>Reads the output of the whole response: what of it the events before did not bring.</summary>
    public void TakeRest(RawJson output, List<ChatEvent> events)
    {
        var elements = new JsonElements(output);
        for (var index = 0; elements.Next(out var json); index++)
        {
            if (json.Kind == JsonValueKind.Object)
                TakeWhole(Find(IdOf(json)) ?? StateOf(index, default), json, events);
        }
    }

    private void Add(in StreamFrame frame, List<ChatEvent> events)
    {
        if (frame.Item.Kind != JsonValueKind.Object)
            return;
        var index = frame.OutputIndex ?? _items.Count;
        if (OpeningExtras.OfEmptyMessage(frame.Item) is { } opening)
        {
            _items.Add(new ItemState(index, opening.Spelled(Spelling.Id), opening));
            return;
        }
        var parts = ItemReader.ReadParts(frame.Item);
        var item = new ItemState(index, IdOf(frame.Item).Detach(), OpeningExtras.Of(parts[0].Extras));
        _items.Add(item);
        if (parts[0] is ToolCallPart { Name.Length: > 0 } call)
            StartCall(item, call, events);
        else if (parts[0] is ReasoningPart)
            OpenThought(item, events);
    }

    /// <summary>Reads an item that is done: what of it did not come in pieces.</summary>
    private void TakeWhole(ItemState item, RawJson json, List<ChatEvent> events)
    {
        if (item.IsDone || json.Kind != JsonValueKind.Object)
            return;
        item.IsDone = true;
        if (WholeMessage.IsKnown(item, json))
            return;
        var parts = ItemReader.ReadParts(json);
        item.OpenWith(parts[0].Extras);
        for (var i = 0; i < parts.Count; i++)
        {
            switch (parts[i])
            {
                case TextPart text: TakeText(item, i, text, events); break;
                case RefusalPart refusal: TakeRefusal(item, i, refusal, events); break;
                case ReasoningPart reasoning: TakeThought(item, reasoning, events); break;
                case ToolCallPart call: TakeCall(item, call, events); break;
                case MediaPart media: events.Add(new ChatEvent(ChatEventKind.Media, 0, _parts++, default, media)); break;
                default: events.Add(new ChatEvent(ChatEventKind.Opaque, 0, _parts++, default, parts[i])); break;
            }
        }
    }

    private void AddText(ChatEventKind kind, ItemState item, in StreamFrame frame, List<ChatEvent> events)
    {
        var content = item.ContentAt(frame.ContentIndex ?? 0);
        var text = TextOf(frame.Delta);
        if (!text.IsEmpty)
            Say(kind, item, content, text, events);
        AddLogprobs(content, frame.Logprobs, events);
    }

    private void Say(ChatEventKind kind, ItemState item, ContentState content, JsonText text, List<ChatEvent> events)
    {
        content.HasText |= !text.IsEmpty;
        var isFirst = content.Part < 0;
        if (isFirst)
            content.Part = _parts++;
        events.Add(new ChatEvent(kind, 0, content.Part, text, isFirst ? item.TakeOpening() : null));
    }

    private void TakeText(ItemState item, int number, TextPart text, List<ChatEvent> events)
    {
        var content = item.ContentAt(number);
        if (!content.HasText && (content.Part < 0 || !text.Text.IsEmpty))
            Say(ChatEventKind.Text, item, content, text.Text, events);
        for (var i = content.Citations; i < text.Citations.Count; i++)
            Cite(content, item, text.Citations[i], events);
        if (!content.HasLogprobs)
            AddLogprobs(content, text.Extras.Spelled(Spelling.Logprobs), events);
    }

    private void TakeRefusal(ItemState item, int number, RefusalPart refusal, List<ChatEvent> events)
    {
        var content = item.ContentAt(number);
        if (!content.HasText)
            Say(ChatEventKind.Refusal, item, content, refusal.Text, events);
    }

    private void Cite(ContentState content, ItemState item, Citation citation, List<ChatEvent> events)
    {
        if (content.Part < 0)
            Say(ChatEventKind.Text, item, content, default, events);
        content.Citations++;
        events.Add(new ChatEvent(ChatEventKind.Citation, 0, content.Part, default, citation));
    }

    private static void AddLogprobs(ContentState content, RawJson list, List<ChatEvent> events)
    {
        var logprobs = new Logprobs();
        logprobs.Add(list);
        if (logprobs.Build() is not { IsAbsent: false } shared)
            return;
        content.HasLogprobs = true;
        events.Add(ChatEvent.Of(ChatEventKind.Logprobs, shared));
    }

    private void StartCall(ItemState item, ToolCallPart call, List<ChatEvent> events)
    {
        item.Part = _parts++;
        item.IsCall = HasCalls = true;
        events.Add(new ChatEvent(ChatEventKind.ToolCallStart, 0, item.Part, default, new ToolCallStart(call.Id, call.Name) { IsCustom = call.IsCustom, Extras = item.TakeOpening() }));
    }

    /// <summary>Pieces of a call that nobody announced come again, whole, when it is done.</summary>
    private static void AddArguments(ItemState item, in StreamFrame frame, List<ChatEvent> events)
    {
        var piece = TextOf(frame.Delta);
        if (!item.IsCall || piece.IsEmpty)
            return;
        item.HasPieces = true;
        events.Add(new ChatEvent(ChatEventKind.ToolCallArguments, 0, item.Part, piece));
    }

    private void TakeCall(ItemState item, ToolCallPart call, List<ChatEvent> events)
    {
        if (!item.IsCall)
        {
            if (call.Name.Length == 0)
                throw new WireFormatException("output.name", "A tool call has no name.");
            StartCall(item, call, events);
        }
        var arguments = call.Arguments.AsText();
        if (!item.HasPieces && !arguments.IsEmpty)
            events.Add(new ChatEvent(ChatEventKind.ToolCallArguments, 0, item.Part, arguments));
    }

    private void AddThought(ItemState item, in StreamFrame frame, List<ChatEvent> events)
    {
        var text = TextOf(frame.Delta);
        if (text.IsEmpty)
            return;
        var piece = (frame.Kind, frame.Kind == FrameKind.Summary ? frame.SummaryIndex ?? 0 : frame.ContentIndex ?? 0);
        if (item.Part < 0)
            OpenThought(item, events);
        if (item.HasPieces && item.Piece != piece)
            events.Add(new ChatEvent(ChatEventKind.Reasoning, 0, item.Part, ReasoningItem.Border, Border));
        var isFirst = !item.HasPieces;
        item.HasPieces = true;
        item.Piece = piece;
        events.Add(new ChatEvent(ChatEventKind.Reasoning, 0, item.Part, text, isFirst && frame.Kind == FrameKind.Thought ? Thought : null));
    }

    /// <summary>A thought is there once it is announced: its place among the parts is where it began, whenever its encrypted form comes.</summary>
    private void OpenThought(ItemState item, List<ChatEvent> events)
    {
        item.Part = _parts++;
        events.Add(new ChatEvent(ChatEventKind.Reasoning, 0, item.Part, default, item.TakeOpening()));
    }

    private void TakeThought(ItemState item, ReasoningPart reasoning, List<ChatEvent> events)
    {
        if (item.Part < 0)
            events.Add(new ChatEvent(ChatEventKind.Reasoning, 0, item.Part = _parts++, reasoning.Text, reasoning.Extras));
        else if (!item.HasPieces && !reasoning.Text.IsEmpty)
            events.Add(new ChatEvent(ChatEventKind.Reasoning, 0, item.Part, reasoning.Text));
        if (reasoning.Signature is { } signature)
            events.Add(new ChatEvent(ChatEventKind.Signature, 0, item.Part, signature.Value, signature.Dialect));
    }

    /// <summary>The item that an event belongs to; one that was never announced begins with it.</summary>
    private ItemState StateOf(int? index, RawJson id)
    {
        foreach (var item in _items)
        {
            if (item.Index == index)
                return item;
        }
        if (Find(id) is { } known && index is null)
            return known;
        var added = new ItemState(index ?? _items.Count, id.Detach(), OpeningExtras.Unannounced(id));
        _items.Add(added);
        return added;
    }

    private ItemState? Find(RawJson id)
    {
        foreach (var item in _items)
        {
            if (!id.IsAbsent && item.Id == id)
                return item;
        }
        return null;
    }

    private static RawJson IdOf(RawJson item)
    {
        var members = new JsonMembers(item.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("id"u8) && value.Kind == JsonValueKind.String)
                return value;
        }
        return default;
    }

    private static JsonText TextOf(RawJson delta) => delta.Kind == JsonValueKind.String ? delta.AsText() : default;
}
