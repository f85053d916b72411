using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Writes messages with their content: as a string where the caller said one or where there is only one text, otherwise as a list.</summary>
internal sealed class ContentWriter(RequestWriting writing)
{
    private readonly Utf8JsonWriter _json = writing.Json;

    /// <summary>Writes a message of the user or the operator.</summary>
    public void WriteMessage(Message message, List<(Part Part, string Place)> parts, string place)
    {
        var role = message.Role == Role.Tool ? Role.User : message.Role;
        parts.RemoveAll(part => !CanWrite(part.Part, role, part.Place));
        // A turn of the user stays one, even when nothing of it is left; OpenAI wants one.
        if (parts.Count == 0 && !writing.IsOwn && role != Role.User)
        {
            message.Extras.Record(writing.Log, place);
            return;
        }
        _json.WriteStartObject();
        message.Extras.WriteSpelled(_json, Spelling.Type);
        message.Extras.WriteSpelled(_json, Spelling.Id);
        message.Extras.WriteSpelled(_json, Spelling.Status);
        _json.WriteString("role"u8, Word(role));
        WriteContent(message, parts);
        message.Extras.WriteOuter(_json, writing.Log, place);
        _json.WriteEndObject();
    }

    /// <summary>Writes what the assistant of another dialect said, in the easy form.</summary>
    public void WriteAnswer(ItemParts item, string place)
    {
        var spoken = new List<Part>();
        for (var i = item.Start; i < item.End; i++)
        {
            if (item.All[i] is not TextPart { Text.IsEmpty: true })
                spoken.Add(item.All[i] is TextPart text ? text with { Citations = Recorded(text.Citations, place) } : item.All[i]);
            else
                item.All[i].Extras.Record(writing.Log, place);
        }
        if (spoken.Count == 0)
            return;
        _json.WriteStartObject();
        _json.WriteString("role"u8, "assistant"u8);
        if (spoken is [TextPart only])
        {
            ItemWriter.RecordSignature(writing.Items, only, place);
            only.Extras.Record(writing.Log, place);
            only.Text.WriteMember(_json, "content"u8);
        }
        else
        {
            _json.WriteStartArray("content"u8);
            foreach (var part in spoken)
                SpokenWriter.Write(writing.Items, part, place);
            _json.WriteEndArray();
        }
        _json.WriteEndObject();
    }

    /// <summary>Writes the parts of a list.</summary>
    public void WriteParts(IReadOnlyList<(Part Part, string Place)> parts)
    {
        foreach (var (part, place) in parts)
            PartWriter.Write(writing, part, place);
    }

    /// <summary>Whether a part can be said in a message of that role. What cannot is recorded.</summary>
    public bool CanWrite(Part part, Role role, string place)
    {
        var can = part switch
        {
            OpaquePart opaque => opaque.Dialect == Names.Dialect,
            MediaPart media => writing.IsOwn || role == Role.User && MediaWriter.CanWrite(writing, media),
            TextPart text => writing.IsOwn || !text.Text.IsEmpty,
            RefusalPart => writing.IsOwn,
            _ => false,
        };
        if (!can && part is not TextPart)
            writing.Log.DroppedContent(place, part is OpaquePart opaque ? opaque.Type : (part as MediaPart)?.MediaType ?? part.GetType().Name);
        return can;
    }

    private IReadOnlyList<Citation> Recorded(IReadOnlyList<Citation> citations, string place)
    {
        if (citations.Count > 0)
            writing.Log.Dropped($"{place}.citations");
        return [];
    }

    private void WriteContent(Message message, List<(Part Part, string Place)> parts)
    {
        if (parts.Count == 0)
        {
            if (message.Extras.Spells(Spelling.EmptyContent))
                message.Extras.WriteSpelled(_json, Spelling.EmptyContent);
            else
                _json.WriteString("content"u8, ""u8);
        }
        else if (parts is [(TextPart text, var place)] && (text.IsBare || !writing.IsOwn))
        {
            writing.Cache(text, place);
            if (!writing.IsOwn)
                text.Extras.Record(writing.Log, place);
            text.Text.WriteMember(_json, "content"u8);
        }
        else
        {
            _json.WriteStartArray("content"u8);
            WriteParts(parts);
            _json.WriteEndArray();
        }
    }

    private ReadOnlySpan<byte> Word(Role role) => role switch
    {
        Role.System => "system"u8,
        Role.Developer => writing.Profile.DeveloperRole ? "developer"u8 : "system"u8,
        _ => "user"u8,
    };
}
