using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Cohere;

/// <summary>Writes tool results, each as a message of the role <c>tool</c>, which takes texts and documents. Images follow in a message of the user.</summary>
internal sealed class ToolResultWriter(RequestWriting writing)
{
    private readonly List<(string ToolCallId, Part Part, string Place)> _moved = [];
    private readonly List<(Part Part, string Place)> _content = [];
    private readonly Utf8JsonWriter _json = writing.Json;

    /// <summary>Writes the message; what waits for <see cref="WriteMoved"/> is not in it.</summary>
    public void Write(ToolResultPart result, Message message, string place, string messagePlace)
    {
        var id = ToolCallIds.Map(result.ToolCallId, writing.Profile.ToolCallIds);
        _json.WriteStartObject();
        _json.WriteString("role"u8, "tool"u8);
        if (!(writing.IsOwn && result.IdIsInvented))
            _json.WriteString("tool_call_id"u8, id);
        _content.Clear();
        for (var i = 0; i < result.Content.Count; i++)
            Sort(result.Content[i], id, $"{place}.content[{i}]");
        if (result.IsError == true)
            MarkError(place);
        WriteContent();
        message.Extras.Write(_json, Names.Dialect, writing.Log, messagePlace);
        result.Extras.Write(_json, Names.Dialect, writing.Log, place);
        _json.WriteEndObject();
        PartWriter.RecordLost(result, writing.Log, place);
    }

    /// <summary>Writes what the results before showed besides text, as a message of the user.</summary>
    public void WriteMoved()
    {
        if (_moved.Count == 0)
            return;
        _json.WriteStartObject();
        _json.WriteString("role"u8, "user"u8);
        _json.WriteStartArray("content"u8);
        string? announced = null;
        foreach (var (id, part, place) in _moved)
        {
            if (announced != id)
                PartWriter.Write(_json, new TextPart($"Output of tool call {announced = id}:"), writing.Log, place);
            PartWriter.Write(_json, part, writing.Log, place);
        }
        _json.WriteEndArray();
        _json.WriteEndObject();
        _moved.Clear();
    }

    private void Sort(Part part, string id, string place)
    {
        if (part is MediaPart { Source: MediaSource.PlainText } || part is TextPart text && (writing.IsOwn || !text.Text.IsEmpty))
        {
            _content.Add((part, place));
        }
        else if (part is not TextPart && ContentWriter.CanWrite(writing, part, place))
        {
            if (writing.IsOwn)
            {
                _content.Add((part, place));
                return;
            }
            writing.Log.Moved(place, "a user message behind the tool results");
            _moved.Add((id, part, place));
        }
    }

    private void WriteContent()
    {
        if (_content is [(TextPart text, var at)] && (!writing.IsOwn || text is { IsBare: true, Extras: null }))
        {
            PartWriter.RecordLost(text, writing.Log, at);
            text.Text.WriteMember(_json, "content"u8);
        }
        else if (_content.Count > 0)
        {
            _json.WriteStartArray("content"u8);
            foreach (var (part, place) in _content)
                WritePart(part, place);
            _json.WriteEndArray();
        }
        else if (!writing.IsOwn)
        {
            _json.WriteString("content"u8, _moved.Count > 0 ? "The output follows in the next user message."u8 : ""u8);
        }
    }

    private void WritePart(Part part, string place)
    {
        if (part is not MediaPart { Source: MediaSource.PlainText plain } document)
        {
            PartWriter.Write(_json, part, writing.Log, place);
            return;
        }
        _json.WriteStartObject();
        _json.WriteString("type"u8, "document"u8);
        _json.WritePropertyName("document"u8);
        DocumentFields.Write(_json, plain.Text, document.Name);
        _json.WriteEndObject();
    }

    /// <summary>Cohere has no member that says a tool failed; the text says it instead.</summary>
    private void MarkError(string place)
    {
        var text = _content is [(TextPart first, _), ..] ? first.Text.ToString() : "";
        var isSaid = text.StartsWith("error", StringComparison.OrdinalIgnoreCase);
        writing.Log.Emulated($"{place}.is_error", "true", isSaid ? "the text itself" : "a prefix of the text");
        if (isSaid)
            return;
        var marked = new TextPart(text.Length == 0 ? "Error" : "Error: " + text);
        if (text.Length > 0)
            _content[0] = (marked, _content[0].Place);
        else
            _content.Insert(0, (marked, place));
    }
}
