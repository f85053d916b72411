using System.Text;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Conversation.Folding;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>One content block of a stream while it is being read.</summary>
/// <param name="index">Its number on the wire.</param>
/// <param name="part">Its number in the conversation.</param>
/// <param name="isText">Whether it goes on with a text.</param>
internal sealed class StreamBlock(int index, int part, bool isText = false)
{
    private bool _isCall;
    private bool _hasArguments;
    private GatheredBlock? _gathered;
    private List<Citation>? _citations;
    private bool _ended;

    public int Index => index;

    public int Part => part;

    /// <summary>True once it turned out to be text.</summary>
    public bool IsText { get; private set; } = isText;

    /// <summary>Tells what the start of the block holds: a call, or a block that only this dialect understands.</summary>
    public void Begin(RawJson start, List<ChatEvent> events)
    {
        if (start.Kind != JsonValueKind.Object)
            return;
        var members = new JsonMembers(start.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (value.Kind != JsonValueKind.Object)
                continue;
            if (name.SequenceEqual("toolUse"u8) && TryReadCall(value) is { } call)
            {
                _isCall = true;
                events.Add(new ChatEvent(ChatEventKind.ToolCallStart, 0, part, default, call));
            }
            else
                _gathered = new GatheredBlock(Encoding.UTF8.GetString(name), value.Detach());
            return;
        }
    }

    /// <summary>Tells a delta.</summary>
    public void Continue(RawJson delta, List<ChatEvent> events)
    {
        if (delta.Kind != JsonValueKind.Object)
            return;
        var members = new JsonMembers(delta.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (_gathered is not null)
                _gathered.Add(name, value);
            else if (name.SequenceEqual("text"u8))
                Tell(ChatEventKind.Text, value, events);
            else if (name.SequenceEqual("toolUse"u8))
                TellMembers(value, events);
            else if (name.SequenceEqual("reasoningContent"u8))
                TellMembers(value, events);
            else if (name.SequenceEqual("citation"u8) && value.Kind == JsonValueKind.Object)
                (_citations ??= []).Add(CitationFields.Read(value).Detach());
            else if (value.Kind is JsonValueKind.Object or JsonValueKind.Array && !_isCall)
                (_gathered = new GatheredBlock(Encoding.UTF8.GetString(name), Names.EmptyObject)).Add(name, value);
        }
    }

    /// <summary>Tells what is only known at the end of the block; does nothing the second time.</summary>
    public void End(List<ChatEvent> events)
    {
        if (_ended)
            return;
        _ended = true;
        if (_isCall && !_hasArguments)
            events.Add(new ChatEvent(ChatEventKind.ToolCallArguments, 0, part, "{}"));
        if (_gathered?.ToPart() is { } whole)
            events.Add(new ChatEvent(whole is MediaPart ? ChatEventKind.Media : ChatEventKind.Opaque, 0, part, default, whole));
        foreach (var citation in _citations ?? [])
            events.Add(new ChatEvent(ChatEventKind.Citation, 0, part, default, citation));
    }

    /// <summary>A call of a client's tool; null for those that the service runs itself.</summary>
    private static ToolCallStart? TryReadCall(RawJson start)
    {
        string? id = null;
        string? name = null;
        Extras? extras = null;
        var members = new JsonMembers(start.Utf8);
        while (members.Next(out var member, out var value))
        {
            if (member.SequenceEqual("toolUseId"u8) && value.Kind == JsonValueKind.String)
                id = value.AsText().ToString();
            else if (member.SequenceEqual("name"u8) && value.Kind == JsonValueKind.String)
                name = value.AsText().ToString();
            else if (!member.SequenceEqual("type"u8))
                (extras ??= new Extras(Names.Dialect)).Add(Encoding.UTF8.GetString(member), value);
            else if (!value.Utf8.Span.SequenceEqual("\"tool_use\""u8))
                return null;
            else
                (extras ??= new Extras(Names.Dialect)).AddSpelling("type", value);
        }
        if (string.IsNullOrEmpty(name) || string.IsNullOrEmpty(id))
            throw new WireFormatException("start.toolUse", "A tool call needs an id and a name.");
        return new ToolCallStart(id, name) { Extras = extras };
    }

    private void TellMembers(RawJson members, List<ChatEvent> events)
    {
        if (members.Kind != JsonValueKind.Object)
            return;
        var each = new JsonMembers(members.Utf8);
        while (each.Next(out var name, out var value))
        {
            if (name.SequenceEqual("input"u8))
                Tell(ChatEventKind.ToolCallArguments, value, events);
            else if (name.SequenceEqual("text"u8))
                Tell(ChatEventKind.Reasoning, value, events);
            else if (name.SequenceEqual("signature"u8))
                Tell(ChatEventKind.Signature, value, events);
            else if (name.SequenceEqual("redactedContent"u8))
                Tell(ChatEventKind.RedactedReasoning, value, events);
        }
    }

    private void Tell(ChatEventKind kind, RawJson value, List<ChatEvent> events)
    {
        if (value.Kind != JsonValueKind.String || value.AsText() is not { IsEmpty: false } text)
            return;
        _hasArguments |= kind == ChatEventKind.ToolCallArguments;
        IsText |= kind == ChatEventKind.Text;
        events.Add(new ChatEvent(kind, 0, part, text, kind is ChatEventKind.Signature or ChatEventKind.RedactedReasoning ? Names.Dialect : null));
    }
}
