using Parley.Dialects.Conversation;

namespace Parley.Dialects.Cohere;

/// <summary>Writes what a user or the operator says: as a string where the caller said one or where there is only one text, otherwise as a list of parts.</summary>
internal sealed class ContentWriter(RequestWriting writing)
{
    private readonly List<(Part Part, string Place)> _parts = [];

    /// <summary>Whether a part can be shown; what cannot is recorded.</summary>
    public static bool CanWrite(RequestWriting writing, Part part, string place)
    {
        var can = part switch
        {
            TextPart or RefusalPart => true,
            MediaPart { Kind: MediaKind.Image, Source: MediaSource.Base64 } => true,
            MediaPart { Kind: MediaKind.Image, Source: MediaSource.Url } => writing.Profile.MediaUrls,
            OpaquePart opaque => opaque.Dialect == Names.Dialect,
            ReasoningPart => writing.IsOwn,
            _ => false,
        };
        if (!can)
            writing.Log.DroppedContent(place, PartWriter.NameOf(part));
        return can;
    }

    /// <summary>Writes the member <c>content</c>.</summary>
    public void Write(Message message, string place)
    {
        _parts.Clear();
        for (var i = 0; i < message.Parts.Count; i++)
            Collect(message.Parts[i], message.Role, $"{place}.content[{i}]");
        if (_parts is [(TextPart text, var at)] && (!writing.IsOwn || text is { IsBare: true, Extras: null }))
        {
            PartWriter.RecordLost(text, writing.Log, at);
            text.Text.WriteMember(writing.Json, "content"u8);
        }
        else if (_parts.Count > 0)
        {
            WriteList();
        }
        else if (!writing.IsOwn)
        {
            writing.Json.WriteString("content"u8, ""u8);
        }
    }

    private void Collect(Part part, Role role, string place)
    {
        if (part is ToolResultPart || DocumentWriter.IsDocument(part) || part is TextPart { Text.IsEmpty: true } && !writing.IsOwn)
            return;
        if (role is Role.System or Role.Developer && part is MediaPart && !writing.IsOwn)
            writing.Log.DroppedContent(place, PartWriter.NameOf(part));
        else if (CanWrite(writing, part, place))
            _parts.Add((part, place));
    }

    private void WriteList()
    {
        writing.Json.WriteStartArray("content"u8);
        foreach (var (part, place) in _parts)
            PartWriter.Write(writing.Json, part, writing.Log, place);
        writing.Json.WriteEndArray();
    }
}
