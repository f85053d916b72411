using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Streams;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Reads the events that belong to output items. Each content of a message, and every other item, is a part; they are numbered as they begin.</summary>
internal sealed class ItemDecoder
{
    private readonly OutputItems _items = new();
    private readonly PartNumbers _parts = new();
    private readonly MessageDecoder _messages;
    private readonly ThoughtDecoder _thoughts;
    private readonly SaidSoFar _said;

    /// <summary>Has read nothing.</summary>
    /// <param name="said">What was said by now.</param>
    public ItemDecoder(SaidSoFar said) => (_said, _messages, _thoughts) = (said, new MessageDecoder(_parts, said), new ThoughtDecoder(_parts, said));

    /// <summary>Whether a tool call began.</summary>
    public bool HasCalls { get; private set; }

    /// <summary>The kinds of which pieces came, one bit each.</summary>
    public int Heard { get; private set; }

    /// <summary>Reads one event.</summary>
    public void Decode(in StreamFrame frame, List<ChatEvent> events)
    {
        if (frame.Kind == FrameKind.ItemAdded)
        {
            Add(frame, events);
            return;
        }
        var item = _items.Of(frame.OutputIndex, frame.Item.Kind == JsonValueKind.Object ? OutputItems.IdOf(frame.Item) : frame.ItemId);
        switch (frame.Kind)
        {
            case FrameKind.Text: _messages.AddPiece(ChatEventKind.Text, item, frame, events); break;
            case FrameKind.Refusal: _messages.AddPiece(ChatEventKind.Refusal, item, frame, events); break;
            case FrameKind.Annotation: _messages.AddSource(item, frame, events); break;
            case FrameKind.Arguments: AddArguments(item, frame, events); break;
            case FrameKind.Summary or FrameKind.Thought: _thoughts.AddPiece(item, frame, events); break;
            case FrameKind.ItemDone: TakeWhole(item, frame.Item, events); break;
        }
        if (!frame.IsWhole)
            Heard |= StreamFrame.BitOf(frame.Kind);
    }

    /// <summary>Reads the output of the whole response: what of it the events before did not bring.</summary>
    public void TakeRest(RawJson output, List<ChatEvent> events)
    {
        bool? arePlaces = null;
        var elements = new JsonElements(output);
        for (var place = 0; elements.Next(out var json); place++)
        {
            if (json.Kind == JsonValueKind.Object)
                TakeWhole(_items.Find(OutputItems.IdOf(json)) ?? _items.At(place, arePlaces ??= _items.ArePlaces(output)), json, events);
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
        // Only the assistant's message has a part where it has no content.
        var part = ItemReader.ReadParts(frame.Item) is [var first, ..] ? first : null;
        var item = new ItemState(index, OutputItems.IdOf(frame.Item).Detach(), OpeningExtras.Of(part?.Extras));
        _items.Add(item);
        if (part is ToolCallPart { Name.Length: > 0 } call)
            StartCall(item, call, events);
        else if (part is ReasoningPart)
            _thoughts.Open(item, events);
    }

    /// <summary>Reads an item that is done: what of it did not come in pieces.</summary>
    private void TakeWhole(ItemState item, RawJson json, List<ChatEvent> events)
    {
        if (item.IsDone || json.Kind != JsonValueKind.Object)
            return;
        item.IsDone = true;
        if (WholeMessage.IsKnown(item, json, _said))
            return;
        var parts = ItemReader.ReadParts(json);
        if (parts.Count > 0)
            item.OpenWith(parts[0].Extras);
        for (var i = 0; i < parts.Count; i++)
        {
            switch (parts[i])
            {
                case TextPart text: _messages.Take(item, i, text, events); break;
                case RefusalPart refusal: _messages.Take(item, i, refusal, events); break;
                case ReasoningPart reasoning: _thoughts.Take(item, reasoning, events); break;
                case ToolCallPart call: TakeCall(item, call, events); break;
                case MediaPart media: events.Add(new ChatEvent(ChatEventKind.Media, 0, _parts.Next(), default, media)); break;
                default: events.Add(new ChatEvent(ChatEventKind.Opaque, 0, _parts.Next(), default, parts[i])); break;
            }
        }
    }

    private void StartCall(ItemState item, ToolCallPart call, List<ChatEvent> events)
    {
        item.Part = _parts.Next();
        item.IsCall = HasCalls = true;
        events.Add(new ChatEvent(ChatEventKind.ToolCallStart, 0, item.Part, default, new ToolCallStart(call.Id, call.Name) { IsCustom = call.IsCustom, Extras = item.TakeOpening() }));
    }

    /// <summary>Pieces of a call that nobody announced come again, whole, when it is done.</summary>
    private static void AddArguments(ItemState item, in StreamFrame frame, List<ChatEvent> events)
    {
        var piece = frame.Text;
        if (!item.IsCall || piece.IsEmpty || frame.IsWhole && item.HasPieces)
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
        if (item.HasPieces)
            arguments = _said.RestOf(0, item.Part, arguments);
        if (!arguments.IsEmpty)
            events.Add(new ChatEvent(ChatEventKind.ToolCallArguments, 0, item.Part, arguments));
    }
}
