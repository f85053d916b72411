using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>
/// Reads <c>messages</c>. One for each request: the older function calls have no ids and are paired by their order, and so are results without an id (z.ai's clients).
/// </summary>
internal sealed class MessageReader
{
    private static readonly string[] Roles = ["user", "assistant", "tool", "system", "developer", "function"];

    private readonly List<string> _openCalls = [];
    private int _olderCalls;
    private string _lastOlderCall = "";

    /// <summary>Reads the array behind the name.</summary>
    public List<Message> ReadAll(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var messages = new List<Message>();
        if (!JsonRead.BeginArray(ref reader, body))
            return messages;
        while (JsonRead.NextElement(ref reader))
        {
            JsonRead.Object(ref reader, body);
            var start = (int)reader.TokenStartIndex;
            var draft = default(MessageDraft);
            while (JsonRead.NextMember(ref reader))
                ReadMember(ref reader, body, ref draft);
            messages.Add(Build(ref draft, body, start));
        }
        return messages;
    }

    private void ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref MessageDraft draft)
    {
        if (reader.ValueTextEquals("role"u8))
            draft.Role = JsonRead.Word(ref reader, body, Roles);
        else if (reader.ValueTextEquals("content"u8))
            ReadContent(ref reader, body, ref draft);
        else if (reader.ValueTextEquals("name"u8))
            draft.Name = JsonRead.String(ref reader, body);
        else if (reader.ValueTextEquals("tool_call_id"u8))
            draft.ToolCallId = JsonRead.String(ref reader, body);
        else if (reader.ValueTextEquals("tool_calls"u8))
            draft.Calls = ToolCallReader.Read(ref reader, body);
        else if (reader.ValueTextEquals("function_call"u8))
            ReadFunctionCall(ref reader, body, ref draft);
        else if (reader.ValueTextEquals("refusal"u8))
            draft.Refusal = JsonRead.Text(ref reader, body);
        else if (!ReadReasoning(ref reader, body, ref draft))
            ReadCacheOrKeep(ref reader, body, ref draft);
    }

    private static void ReadContent(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref MessageDraft draft)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            ContentReader.ReadParts(ref reader, body, draft.Parts);
            if (draft.Parts.Count == 0)
                (draft.Extras ??= new Extras(Names.Dialect)).AddSpelling(Spelling.EmptyContent, RawJson.Parse("[]"));
            return;
        }
        var text = JsonRead.TextHere(ref reader, body);
        if (!text.IsEmpty)
            draft.Parts.Add(new TextPart(text) { IsBare = true });
        else if (reader.TokenType == JsonTokenType.String)
            (draft.Extras ??= new Extras(Names.Dialect)).AddSpelling(Spelling.EmptyContent, RawJson.Parse("\"\""));
    }

    /// <summary>Thoughts of an earlier answer that the client sends back, under the name that its provider gave them.</summary>
    private static bool ReadReasoning(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref MessageDraft draft)
    {
        string spelling;
        if (reader.ValueTextEquals("reasoning_content"u8))
            spelling = Spelling.ReasoningContent;
        else if (reader.ValueTextEquals("reasoning"u8))
            spelling = Spelling.Reasoning;
        else
            return false;
        var thought = JsonRead.Text(ref reader, body);
        if (draft.Reasoning.IsEmpty)
            draft.Reasoning = thought;
        if (!thought.IsEmpty)
            ExtraMembers.Note(ref draft.ReasoningExtras, spelling);
        else if (reader.TokenType == JsonTokenType.String)
            ExtraMembers.Note(ref draft.Extras, spelling);
        return true;
    }

    private static void ReadCacheOrKeep(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref MessageDraft draft)
    {
        if (reader.ValueTextEquals("cache_control"u8))
            CacheControl.Read(ref reader, body, ref draft.Cache, ref draft.Extras);
        else if (reader.ValueTextEquals("reasoning_details"u8))
            ExtraMembers.Keep(ref reader, body, ref draft.ReasoningExtras);
        else
            ExtraMembers.Keep(ref reader, body, ref draft.Extras);
    }

    private void ReadFunctionCall(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref MessageDraft draft)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return;
        Extras? extras = null;
        var (name, arguments) = ToolCallReader.ReadFunction(ref reader, body, ref extras);
        _lastOlderCall = Dialects.ToolCallIds.Invent(null, name, _olderCalls++);
        ExtraMembers.Note(ref extras, Spelling.FunctionCall);
        draft.Calls = [.. draft.Calls ?? [], new ToolCallPart(_lastOlderCall, name, arguments) { IdIsInvented = true, Extras = extras }];
    }

    private Message Build(ref MessageDraft draft, ReadOnlyMemory<byte> body, int start) => draft.Role switch
    {
        "system" => Spoken(ref draft, Role.System),
        "developer" => Spoken(ref draft, Role.Developer),
        "user" => Spoken(ref draft, Role.User),
        "assistant" => Spoken(ref draft, Role.Assistant),
        "tool" => NewerResult(ref draft),
        "function" => OlderResult(ref draft),
        _ => throw new WireFormatException(RolePlace(body, start), "The role must be system, developer, user, assistant, tool or function."),
    };

    private static string RolePlace(ReadOnlyMemory<byte> body, int start) => JsonPlace.Of(body.Span, start) + ".role";

    private Message Spoken(ref MessageDraft draft, Role role)
    {
        _openCalls.Clear();
        foreach (var call in draft.Calls ?? [])
            _openCalls.Add(call.Id);
        var parts = draft.Parts;
        if (!draft.Reasoning.IsEmpty || draft.ReasoningExtras is not null)
            parts.Insert(0, new ReasoningPart(draft.Reasoning) { Extras = draft.ReasoningExtras });
        if (!draft.Refusal.IsEmpty)
            parts.Add(new RefusalPart(draft.Refusal));
        parts.AddRange(draft.Calls ?? []);
        CacheLast(ref draft, parts);
        return new Message(role, parts) { Name = draft.Name, Extras = draft.Extras };
    }

    private Message NewerResult(ref MessageDraft draft)
    {
        if (draft.ToolCallId is { Length: > 0 } id)
        {
            _openCalls.Remove(id);
            return Result(ref draft, id);
        }
        if (_openCalls.Count == 0)
            return Result(ref draft, "");
        id = _openCalls[0];
        _openCalls.RemoveAt(0);
        return Result(ref draft, id, idIsInvented: true);
    }

    private static Message Result(ref MessageDraft draft, string toolCallId, bool idIsInvented = false)
    {
        var result = new ToolResultPart(toolCallId, draft.Parts) { Name = draft.Name, IdIsInvented = idIsInvented };
        List<Part> parts = [result];
        CacheLast(ref draft, parts);
        return new Message(Role.Tool, parts) { Extras = draft.Extras };
    }

    private Message OlderResult(ref MessageDraft draft)
    {
        ExtraMembers.Note(ref draft.Extras, Spelling.FunctionRole);
        return Result(ref draft, _lastOlderCall);
    }

    /// <summary>A breakpoint on the message stands behind its last part.</summary>
    private static void CacheLast(ref MessageDraft draft, List<Part> parts)
    {
        if (draft.Cache is null || parts.Count == 0)
            return;
        parts[^1] = parts[^1] with { Cache = draft.Cache };
        ExtraMembers.Note(ref draft.Extras, Spelling.MessageCache);
    }
}

/// <summary>A message while it is read: its members come in any order.</summary>
internal struct MessageDraft
{
    public Extras? Extras;
    public Extras? ReasoningExtras;
    public CacheHint? Cache;
    private List<Part>? _parts;

    public string? Role { get; set; }

    public string? Name { get; set; }

    public string? ToolCallId { get; set; }

    /// <summary>The content; most messages have one part.</summary>
    public List<Part> Parts => _parts ??= new List<Part>(1);

    public JsonText Reasoning { get; set; }

    public JsonText Refusal { get; set; }

    public IReadOnlyList<ToolCallPart>? Calls { get; set; }
}
