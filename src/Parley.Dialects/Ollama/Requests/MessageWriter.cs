using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Ollama;

/// <summary>Writes the messages of a chat. A message with tool results becomes one message for each result.</summary>
internal sealed class MessageWriter(ChatRequest request, WireProfile profile, ConversionLog log, Utf8JsonWriter writer)
{
    private readonly PartSorter _sorter = new(log);
    private Dictionary<string, string>? _toolNames;

    private bool IsOwn => request.Dialect == DialectNames.Ollama;

    /// <summary>Writes the list.</summary>
    public void Write()
    {
        writer.WriteStartArray("messages"u8);
        for (var i = 0; i < request.Messages.Count; i++)
            WriteMessage(request.Messages[i], $"messages[{i}]");
        writer.WriteEndArray();
    }

    private void WriteMessage(Message message, string place)
    {
        if (message.Name is not null)
            log.Dropped(place + ".name", message.Name);
        var isExtraDue = true;
        var start = 0;
        for (var i = 0; i <= message.Parts.Count; i++)
        {
            var result = i < message.Parts.Count ? message.Parts[i] as ToolResultPart : null;
            if (result is null && i < message.Parts.Count)
                continue;
            if (i > start || (result is null && isExtraDue))
            {
                WriteParts(message, start, i, place, isExtraDue);
                isExtraDue = false;
            }
            if (result is not null)
            {
                WriteResult(message, result, $"{place}.content[{i}]", place, isExtraDue);
                isExtraDue = false;
            }
            start = i + 1;
        }
    }

    private void WriteParts(Message message, int from, int to, string place, bool isExtraDue)
    {
        // A tool has no other words than its results: what stands beside them was said by the user.
        var sorted = _sorter.Sort(message.Parts, from, to, place, message.Role == Role.Assistant);
        writer.WriteStartObject();
        writer.WriteString("role"u8, WordOf(message.Role));
        WriteContent(sorted, message);
        if (sorted.Thinking.Count > 0)
            sorted.Thinking.Build().WriteMember(writer, "thinking"u8);
        WriteImages(sorted);
        WriteCalls(sorted);
        if (isExtraDue)
            message.Extras.Write(writer, DialectNames.Ollama, log, place);
        writer.WriteEndObject();
    }

    private void WriteResult(Message message, ToolResultPart result, string place, string messagePlace, bool isExtraDue)
    {
        var sorted = _sorter.Sort(result.Content, 0, result.Content.Count, place, isAssistant: false);
        writer.WriteStartObject();
        writer.WriteString("role"u8, "tool"u8);
        WriteContent(sorted, message);
        WriteImages(sorted);
        if ((result.Name ?? (IsOwn ? null : NameOf(result.ToolCallId))) is { } name)
            writer.WriteString("tool_name"u8, name);
        if (!(IsOwn && result.IdIsInvented))
            writer.WriteString("tool_call_id"u8, ToolCallIds.Map(result.ToolCallId, profile.ToolCallIds));
        if (isExtraDue)
            message.Extras.Write(writer, DialectNames.Ollama, log, messagePlace);
        result.Extras.Write(writer, DialectNames.Ollama, log, place);
        writer.WriteEndObject();
        if (result.IsError == true)
            log.Dropped(place + ".is_error", "true");
        if (result.Cache is not null)
            log.Dropped(place + ".cache_control");
    }

    private void WriteContent(SortedParts sorted, Message message)
    {
        if (sorted.Text.Count > 0 || !PlacedExtras.WasAbsent(message.Extras, "content"))
            sorted.Text.Build().WriteMember(writer, "content"u8);
    }

    private void WriteImages(SortedParts sorted)
    {
        if (sorted.Images.Count == 0)
            return;
        writer.WriteStartArray("images"u8);
        foreach (var image in sorted.Images)
            image.WriteValue(writer);
        writer.WriteEndArray();
    }

    private void WriteCalls(SortedParts sorted)
    {
        if (sorted.Calls.Count == 0)
            return;
        writer.WriteStartArray("tool_calls"u8);
        foreach (var (call, place) in sorted.Calls)
        {
            var id = IsOwn && call.IdIsInvented ? null : ToolCallIds.Map(call.Id, profile.ToolCallIds);
            CallWriter.Write(writer, call, id, index: null, log, place);
        }
        writer.WriteEndArray();
    }

    private string? NameOf(string callId)
    {
        if (_toolNames is null)
        {
            _toolNames = [];
            foreach (var message in request.Messages)
            {
                foreach (var part in message.Parts)
                {
                    if (part is ToolCallPart call)
                        _toolNames[call.Id] = call.Name;
                }
            }
        }
        return _toolNames.GetValueOrDefault(callId);
    }

    private string WordOf(Role role) => role switch
    {
        Role.System => "system",
        Role.Developer => IsOwn ? "developer" : "system",
        Role.Assistant => "assistant",
        _ => "user",
    };
}
