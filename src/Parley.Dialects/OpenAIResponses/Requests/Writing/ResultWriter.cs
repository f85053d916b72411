using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Writes tool results: <c>function_call_output</c>, or <c>custom_tool_call_output</c> where the call was a custom one.</summary>
internal sealed class ResultWriter(RequestWriting writing)
{
    private readonly ContentWriter _content = new(writing);
    private readonly Utf8JsonWriter _json = writing.Json;

    /// <summary>Writes the item.</summary>
    public void Write(ToolResultPart result, string place)
    {
        if (writing.IsOwn && result.Extras.Spelled(Spelling.TypedItem) is { IsAbsent: false } own)
        {
            own.WriteValue(_json);
            return;
        }
        _json.WriteStartObject();
        _json.WriteString("type"u8, IsCustom(result) ? "custom_tool_call_output"u8 : "function_call_output"u8);
        result.Extras.WriteSpelled(_json, Spelling.Id);
        result.Extras.WriteSpelled(_json, Spelling.Status);
        _json.WriteString("call_id"u8, writing.IsOwn ? result.ToolCallId : writing.CallId(result.ToolCallId));
        WriteOutput(result, place);
        writing.Cache(result, place);
        result.Extras.WriteOuter(_json, writing.Log, place);
        _json.WriteEndObject();
    }

    private bool IsCustom(ToolResultPart result)
    {
        if (writing.IsOwn)
            return result.Extras.Spells(Spelling.CustomOutput);
        foreach (var message in writing.Request.Messages)
        {
            foreach (var part in message.Parts)
            {
                if (part is ToolCallPart call && call.Id == result.ToolCallId)
                    return call.IsCustom;
            }
        }
        return false;
    }

    private void WriteOutput(ToolResultPart result, string place)
    {
        var parts = new List<(Part Part, string Place)>();
        for (var i = 0; i < result.Content.Count; i++)
        {
            if (_content.CanWrite(result.Content[i], Role.User, $"{place}.content[{i}]"))
                parts.Add((result.Content[i], $"{place}.content[{i}]"));
        }
        MarkError(result, parts, place);
        if (parts.Count == 0 && result.Extras.Spells(Spelling.EmptyOutput))
        {
            result.Extras.WriteSpelled(_json, Spelling.EmptyOutput);
        }
        else if (parts.Count == 0 || parts is [(TextPart text, _)] && (text.IsBare || !writing.IsOwn))
        {
            (parts.Count == 0 ? default : ((TextPart)parts[0].Part).Text).WriteMember(_json, "output"u8);
        }
        else
        {
            _json.WriteStartArray("output"u8);
            _content.WriteParts(parts);
            _json.WriteEndArray();
        }
    }

    /// <summary>OpenAI has no member that says a tool failed; the text says it instead.</summary>
    private void MarkError(ToolResultPart result, List<(Part Part, string Place)> parts, string place)
    {
        if (result.IsError != true)
            return;
        var first = parts.FindIndex(static part => part.Part is TextPart);
        var text = first < 0 ? "" : ((TextPart)parts[first].Part).Text.ToString();
        var isSaid = text.StartsWith("error", StringComparison.OrdinalIgnoreCase);
        writing.Log.Emulated($"{place}.is_error", "true", isSaid ? "the text itself" : "a prefix of the text");
        if (isSaid)
            return;
        var marked = new TextPart(JsonText.FromString(text.Length == 0 ? "Error" : "Error: " + text));
        if (first < 0)
            parts.Insert(0, (marked, place));
        else
            parts[first] = (marked, parts[first].Place);
    }
}
