using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Conversation.Folding;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>One content block of a stream while it is being read.</summary>
/// <param name="index">Its number on the wire.</param>
/// <param name="part">Its number in the conversation.</param>
/// <param name="block">The block as <c>content_block_start</c> gave it; absent when that event is missing, as with some imitators.</param>
internal sealed class StreamBlock(int index, int part, RawJson block)
{
    private readonly BlockKind _kind = KindOf(block);
    private RawJson _input;
    private bool _hasArguments;
    private OpaqueBlock? _opaque;
    private List<Citation>? _citations;
    private bool _ended;

    private enum BlockKind : byte
    {
        ByDelta,
        Text,
        Thinking,
        Redacted,
        ToolUse,
        Opaque,
    }

    public int Index => index;

    /// <summary>Tells what the start of the block holds. Imitators put whole texts and inputs here.</summary>
    public void Begin(RawJson start, List<ChatEvent> events)
    {
        switch (_kind)
        {
            case BlockKind.ToolUse: BeginCall(start, events); break;
            case BlockKind.Opaque: _opaque = new OpaqueBlock(start.Detach()); break;
            case BlockKind.Thinking:
                events.Add(new ChatEvent(ChatEventKind.Reasoning, 0, part));
                TellMembers(start, events);
                break;
            case BlockKind.Text or BlockKind.Redacted: TellMembers(start, events); break;
        }
    }

    /// <summary>Tells a delta.</summary>
    public void Continue(RawJson delta, List<ChatEvent> events)
    {
        if (delta.Kind != JsonValueKind.Object)
            return;
        if (_opaque is not null)
        {
            _opaque.Add(delta);
            return;
        }
        TellMembers(delta, events);
    }

    /// <summary>Tells what is only known at the end of the block; does nothing the second time.</summary>
    public void End(List<ChatEvent> events)
    {
        if (_ended)
            return;
        _ended = true;
        if (_opaque is not null)
            events.Add(new ChatEvent(ChatEventKind.Opaque, 0, part, default, _opaque.ToPart()));
        else if (_kind == BlockKind.ToolUse && !_hasArguments)
            events.Add(new ChatEvent(ChatEventKind.ToolCallArguments, 0, part, _input.Kind == JsonValueKind.Object ? _input.ToString() : "{}"));
        foreach (var citation in _citations ?? [])
            events.Add(new ChatEvent(ChatEventKind.Citation, 0, part, default, citation));
    }

    private static BlockKind KindOf(RawJson block)
    {
        if (block.Kind != JsonValueKind.Object)
            return BlockKind.ByDelta;
        var members = new JsonMembers(block.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (!name.SequenceEqual("type"u8))
                continue;
            var type = value.Utf8.Span;
            if (type.SequenceEqual("\"text\""u8))
                return BlockKind.Text;
            if (type.SequenceEqual("\"tool_use\""u8))
                return BlockKind.ToolUse;
            if (type.SequenceEqual("\"thinking\""u8))
                return BlockKind.Thinking;
            return type.SequenceEqual("\"redacted_thinking\""u8) ? BlockKind.Redacted : BlockKind.Opaque;
        }
        return BlockKind.ByDelta;
    }

    private void BeginCall(RawJson start, List<ChatEvent> events)
    {
        string? id = null;
        string? name = null;
        Extras? extras = null;
        var reader = start.CreateReader();
        reader.Read();
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("id"u8))
                id = JsonRead.String(ref reader, start.Utf8);
            else if (reader.ValueTextEquals("name"u8))
                name = JsonRead.String(ref reader, start.Utf8);
            else if (reader.ValueTextEquals("input"u8))
                _input = JsonRead.Raw(ref reader, start.Utf8).Detach();
            else if (reader.ValueTextEquals("type"u8))
                JsonRead.Skip(ref reader);
            else
                ExtrasReading.Keep(ref reader, start.Utf8, Names.Dialect, ref extras);
        }
        if (string.IsNullOrEmpty(name))
            throw new WireFormatException("content_block.name", "A tool call has no name.");
        var isInvented = string.IsNullOrEmpty(id);
        var call = new ToolCallStart(isInvented ? ToolCallIds.Invent(null, name, part) : id!, name) { IdIsInvented = isInvented, Extras = extras };
        events.Add(new ChatEvent(ChatEventKind.ToolCallStart, 0, part, default, call));
    }

    /// <summary>The members that carry content have the same names in starts and in deltas.</summary>
    private void TellMembers(RawJson members, List<ChatEvent> events)
    {
        var reader = members.CreateReader();
        reader.Read();
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("text"u8))
                Tell(ChatEventKind.Text, ref reader, members, events);
            else if (reader.ValueTextEquals("partial_json"u8))
                Tell(ChatEventKind.ToolCallArguments, ref reader, members, events);
            else if (reader.ValueTextEquals("thinking"u8))
                Tell(ChatEventKind.Reasoning, ref reader, members, events);
            else if (reader.ValueTextEquals("signature"u8))
                Tell(ChatEventKind.Signature, ref reader, members, events);
            else if (reader.ValueTextEquals("data"u8))
                Tell(ChatEventKind.RedactedReasoning, ref reader, members, events);
            else if (reader.ValueTextEquals("citation"u8))
                KeepCitation(JsonRead.Raw(ref reader, members.Utf8));
            else if (reader.ValueTextEquals("citations"u8))
                (_citations ??= []).AddRange(CitationFields.ReadAll(ref reader, members.Utf8).Select(static citation => citation.Detach()));
            else
                JsonRead.Skip(ref reader);
        }
    }

    private void Tell(ChatEventKind kind, ref Utf8JsonReader reader, RawJson members, List<ChatEvent> events)
    {
        var text = JsonRead.Text(ref reader, members.Utf8);
        if (text.IsEmpty)
            return;
        _hasArguments |= kind == ChatEventKind.ToolCallArguments;
        events.Add(new ChatEvent(kind, 0, part, text, kind is ChatEventKind.Signature or ChatEventKind.RedactedReasoning ? Names.Dialect : null));
    }

    /// <summary>A source may come before the text that rests on it, which is all of the block.</summary>
    private void KeepCitation(RawJson citation)
    {
        if (citation.Kind == JsonValueKind.Object)
            (_citations ??= []).Add(CitationFields.Read(citation).Detach());
    }
}
