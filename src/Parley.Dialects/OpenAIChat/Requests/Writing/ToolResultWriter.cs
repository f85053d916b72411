using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Writes tool results, each as a message of the role <c>tool</c>.</summary>
internal sealed class ToolResultWriter(RequestWriting writing)
{
    private readonly List<(string ToolCallId, Part Part, Place Place)> _moved = [];
    private readonly Utf8JsonWriter _json = writing.Json;

    /// <summary>Writes the message; what is not text waits for <see cref="WriteMoved"/>.</summary>
    public void Write(ToolResultPart result, Message message, Place place)
    {
        var id = writing.CallId(result.ToolCallId);
        _json.WriteStartObject();
        if (message.Extras.Spells(Spelling.FunctionRole))
        {
            _json.WriteString("role"u8, "function"u8);
        }
        else
        {
            _json.WriteString("role"u8, "tool"u8);
            if (id.Length > 0 && !(writing.IsOwn && result.IdIsInvented))
                _json.WriteString("tool_call_id"u8, id);
        }
        if (result.Name is not null && writing.IsOwn)
            _json.WriteString("name"u8, result.Name);
        if (writing.IsOwn)
            WriteOwnContent(result, message, place);
        else
            WriteContent(result, id, place);
        writing.Cache(result.Cache, place);
        writing.Extras(message.Extras, place);
        writing.Extras(result.Extras, place);
        _json.WriteEndObject();
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
                Announce(announced = id);
            PartWriter.Write(writing, part, place);
        }
        _json.WriteEndArray();
        _json.WriteEndObject();
        _moved.Clear();
    }

    private void Announce(string id)
    {
        _json.WriteStartObject();
        PartWriter.WriteText(_json, $"Output of tool call {id}:");
        _json.WriteEndObject();
    }

    private void WriteOwnContent(ToolResultPart result, Message message, Place place)
    {
        if (result.Content.Count == 0)
        {
            if (message.Extras.Spells(Spelling.EmptyContent))
                message.Extras!.Spelling(Spelling.EmptyContent).WriteMember(_json, "content"u8);
            else
                _json.WriteString("content"u8, ""u8);
        }
        else if (result.Content is [TextPart { IsBare: true } text])
        {
            text.Text.WriteMember(_json, "content"u8);
        }
        else
        {
            _json.WriteStartArray("content"u8);
            for (var i = 0; i < result.Content.Count; i++)
                PartWriter.Write(writing, result.Content[i], place.Content(i));
            _json.WriteEndArray();
        }
    }

    private void WriteContent(ToolResultPart result, string id, Place place)
    {
        var texts = new List<JsonText>();
        var moved = _moved.Count;
        for (var i = 0; i < result.Content.Count; i++)
            Sort(result.Content[i], texts, id, place.Content(i));
        if (texts.Count == 0 && _moved.Count > moved)
            texts.Add("The output follows in the next user message.");
        MarkError(result, texts, place);
        if (texts.Count <= 1)
        {
            (texts.Count == 0 ? default : texts[0]).WriteMember(_json, "content"u8);
            return;
        }
        _json.WriteStartArray("content"u8);
        foreach (var text in texts)
        {
            _json.WriteStartObject();
            PartWriter.WriteText(_json, text);
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
    }

    private void Sort(Part part, List<JsonText> texts, string id, Place place)
    {
        if (part is TextPart text)
        {
            if (!text.Text.IsEmpty)
                texts.Add(text.Text);
            writing.Cache(text.Cache, place);
        }
        else if (PartWriter.CanWrite(writing, part, Role.User, place))
        {
            writing.Log.Moved(place, "a user message behind the tool results");
            _moved.Add((id, part, place));
        }
    }

    /// <summary>OpenAI has no member that says a tool failed; the text says it instead.</summary>
    private void MarkError(ToolResultPart result, List<JsonText> texts, Place place)
    {
        if (result.IsError != true)
            return;
        var text = texts.Count == 0 ? "" : texts[0].ToString();
        var isSaid = text.StartsWith("error", StringComparison.OrdinalIgnoreCase);
        writing.Log.Emulated($"{place}.is_error", "true", isSaid ? "the text itself" : "a prefix of the text");
        if (isSaid)
            return;
        JsonText marked = text.Length == 0 ? "Error" : "Error: " + text;
        if (texts.Count == 0)
            texts.Add(marked);
        else
            texts[0] = marked;
    }
}
