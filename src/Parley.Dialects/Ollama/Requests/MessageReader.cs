using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Ollama;

/// <summary>Reads the messages of a chat, in order, and pairs tool results with their calls.</summary>
internal sealed class MessageReader
{
    private readonly List<Message> _messages = [];
    private readonly ToolPairing _pairing = new();

    public IReadOnlyList<Message> Messages => _messages;

    /// <summary>Reads the list behind the name.</summary>
    public void Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return;
        while (JsonRead.NextElement(ref reader))
            _messages.Add(ReadMessage(ref reader, body));
    }

    private Message ReadMessage(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        JsonRead.Object(ref reader, body);
        var start = (int)reader.TokenStartIndex;
        var draft = new Draft();
        while (JsonRead.NextMember(ref reader))
        {
            if (!ReadText(ref reader, body, draft) && !ReadList(ref reader, body, draft))
                ExtrasReading.Keep(ref reader, body, DialectNames.Ollama, ref draft.Extras);
        }
        if (draft.Role is not { } role)
            throw Roleless(body, start);
        if (!draft.HasContent)
            PlacedExtras.MarkAbsent("content", ref draft.Extras);
        if (role == Role.Tool)
            return new Message(role, [Result(draft)]) { Extras = draft.Extras };
        KeepText("tool_name", draft.ToolName, draft);
        KeepText("tool_call_id", draft.ToolCallId, draft);
        return new Message(role, Parts(draft)) { Extras = draft.Extras };
    }

    private static bool ReadText(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, Draft draft)
    {
        if (reader.ValueTextEquals("role"u8))
            draft.Role = ReadRole(ref reader, body);
        else if (reader.ValueTextEquals("content"u8))
            ReadContent(ref reader, body, draft);
        else if (reader.ValueTextEquals("thinking"u8))
            draft.Thinking = JsonRead.Text(ref reader, body);
        else if (reader.ValueTextEquals("tool_name"u8))
            draft.ToolName = JsonRead.String(ref reader, body);
        else if (reader.ValueTextEquals("tool_call_id"u8))
            draft.ToolCallId = JsonRead.String(ref reader, body);
        else
            return false;
        return true;
    }

    private static void ReadContent(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, Draft draft)
    {
        draft.Content = JsonRead.Text(ref reader, body);
        draft.HasContent = reader.TokenType == JsonTokenType.String;
    }

    private bool ReadList(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, Draft draft)
    {
        if (reader.ValueTextEquals("images"u8))
        {
            ImageReader.Read(ref reader, body, draft.Images, out var isEmptyList);
            KeepEmpty(isEmptyList, "images", draft);
        }
        else if (reader.ValueTextEquals("tool_calls"u8))
        {
            ReadCalls(ref reader, body, draft);
        }
        else
        {
            return false;
        }
        return true;
    }

    private void ReadCalls(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, Draft draft)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return;
        while (JsonRead.NextElement(ref reader))
            draft.Calls.Add(CallReader.Read(ref reader, body, $"messages[{_messages.Count}]", draft.Calls.Count, takesText: false));
        KeepEmpty(draft.Calls.Count == 0, "tool_calls", draft);
    }

    private static Role ReadRole(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var word = JsonRead.String(ref reader, body);
        return word?.ToLowerInvariant() switch
        {
            "user" => Role.User,
            "assistant" => Role.Assistant,
            "system" => Role.System,
            "tool" => Role.Tool,
            "developer" => Role.Developer,
            _ => throw JsonRead.Wrong(ref reader, body, "system, user, assistant or tool"),
        };
    }

    private List<Part> Parts(Draft draft)
    {
        var parts = new List<Part>(1 + draft.Images.Count + draft.Calls.Count);
        if (!draft.Thinking.IsEmpty)
            parts.Add(new ReasoningPart(draft.Thinking));
        parts.AddRange(draft.Images);
        if (!draft.Content.IsEmpty)
            parts.Add(new TextPart(draft.Content) { IsBare = true });
        parts.AddRange(draft.Calls);
        if (draft.Calls.Count > 0)
            _pairing.Open(draft.Calls);
        return parts;
    }

    private ToolResultPart Result(Draft draft)
    {
        var content = new List<Part>(draft.Images);
        if (!draft.Content.IsEmpty)
            content.Add(new TextPart(draft.Content) { IsBare = true });
        var id = _pairing.Close(draft.ToolCallId, draft.ToolName, $"messages[{_messages.Count}]");
        return new ToolResultPart(id, content) { Name = draft.ToolName, IdIsInvented = string.IsNullOrEmpty(draft.ToolCallId) };
    }

    private static void KeepEmpty(bool isEmpty, string name, Draft draft)
    {
        if (isEmpty)
            (draft.Extras ??= new Extras(DialectNames.Ollama)).Add(name, RawJson.Parse("[]"));
    }

    private static void KeepText(string name, string? value, Draft draft)
    {
        if (value is null)
            return;
        var token = new ArrayBufferWriter<byte>(value.Length + 2);
        JsonText.FromString(value).WriteToken(token);
        (draft.Extras ??= new Extras(DialectNames.Ollama)).Add(name, new RawJson(token.WrittenMemory));
    }

    private static WireFormatException Roleless(ReadOnlyMemory<byte> body, int start)
    {
        var place = JsonPlace.Of(body.Span, start) + ".role";
        return new WireFormatException(place, $"{place} is missing.");
    }

    private sealed class Draft
    {
        public Role? Role;
        public JsonText Content;
        public bool HasContent;
        public JsonText Thinking;
        public string? ToolName;
        public string? ToolCallId;
        public readonly List<Part> Images = [];
        public readonly List<ToolCallPart> Calls = [];
        public Extras? Extras;
    }
}
