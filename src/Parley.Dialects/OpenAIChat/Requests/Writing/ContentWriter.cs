using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Writes a message's <c>content</c>: as a string where the caller said one or where there is only one text, otherwise as a list of parts.</summary>
internal sealed class ContentWriter(RequestWriting writing)
{
    private readonly List<(Part Part, Place Place)> _parts = [];

    /// <summary>Writes the member; <paramref name="saysMore"/> is true where the message needs no content.</summary>
    public void Write(Message message, Role role, Place place, bool saysMore)
    {
        Collect(message.Parts, role, place);
        if (_parts.Count == 0)
            WriteNothing(message, role, saysMore);
        else if (_parts.Count == 1 && _parts[0].Part is TextPart text && IsBare(text, message))
            text.Text.WriteMember(writing.Json, "content"u8);
        else
            WriteList(message);
    }

    private void Collect(IReadOnlyList<Part> parts, Role role, Place place)
    {
        _parts.Clear();
        var sawCall = false;
        for (var i = 0; i < parts.Count; i++)
        {
            sawCall |= parts[i] is ToolCallPart;
            var partPlace = place.Content(i);
            if (!IsContent(parts[i]) || !PartWriter.CanWrite(writing, parts[i], role, partPlace))
                continue;
            if (sawCall && !writing.IsOwn)
                writing.Log.Moved(partPlace, "before the tool calls of its message");
            _parts.Add((parts[i], partPlace));
        }
    }

    private bool IsContent(Part part) => part switch
    {
        TextPart text => writing.IsOwn || !text.Text.IsEmpty,
        MediaPart or OpaquePart => true,
        RefusalPart => part.Extras.Spells(Spelling.RefusalInContent),
        ReasoningPart => part.Extras is { } extras && !extras.Spelling(Spelling.Thinking).IsAbsent && part.Extras.Dialect == Names.Dialect,
        _ => false,
    };

    private bool IsBare(TextPart text, Message message)
    {
        if (text.Extras is not null && writing.IsOwn)
            return false;
        if (text.Cache is null)
            return text.IsBare || !writing.IsOwn;
        if (!message.Extras.Spells(Spelling.MessageCache) && writing.IsOwn)
            return false;
        if (!writing.IsOwn)
            writing.Cache(text.Cache, _parts[0].Place);
        return true;
    }

    /// <summary>OpenAI wants the member; some imitators reject null, so it is only said beside tool calls and refusals.</summary>
    private void WriteNothing(Message message, Role role, bool saysMore)
    {
        if (message.Extras.Spells(Spelling.EmptyContent))
            message.Extras!.Spelling(Spelling.EmptyContent).WriteMember(writing.Json, "content"u8);
        else if (role == Role.Assistant && saysMore)
            writing.Json.WriteNull("content"u8);
        else
            writing.Json.WriteString("content"u8, ""u8);
    }

    private void WriteList(Message message)
    {
        var isCachedByMessage = message.Extras.Spells(Spelling.MessageCache);
        writing.Json.WriteStartArray("content"u8);
        foreach (var (part, place) in _parts)
            PartWriter.Write(writing, isCachedByMessage ? part with { Cache = null } : part, place);
        writing.Json.WriteEndArray();
    }
}
