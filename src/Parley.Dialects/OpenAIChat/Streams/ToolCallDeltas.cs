using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Reads the pieces of tool calls. They belong together by <c>index</c>; ids may be empty, repeated, or the only thing that tells two calls apart.</summary>
internal static class ToolCallDeltas
{
    private const int OlderKey = -1;

    /// <summary>Reads the array behind <c>tool_calls</c>.</summary>
    public static void ReadAll(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ChoiceState state, string? replyId, List<ChatEvent> events)
    {
        if (!Loose.BeginArray(ref reader))
            return;
        for (var place = 0; JsonRead.NextElement(ref reader); place++)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                ReadPiece(ref reader, body, place, state, replyId, events);
            else
                reader.Skip();
        }
    }

    /// <summary>Reads the object behind the older <c>function_call</c>.</summary>
    public static void ReadOlder(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ChoiceState state, string? replyId, List<ChatEvent> events)
    {
        if (!Loose.BeginObject(ref reader))
            return;
        var piece = new ToolCallPiece { Key = OlderKey };
        ReadFunction(ref reader, body, ref piece);
        Take(piece, state, replyId, events);
    }

    /// <summary>Reports that the call begins, and the arguments that waited for its name.</summary>
    public static void Start(ToolCallState call, ChoiceState state, string? replyId, List<ChatEvent> events)
    {
        var isInvented = call.Id.Length == 0;
        if (isInvented)
            call.Id = ToolCallIds.Invent(replyId, call.Name, state.Calls.IndexOf(call));
        call.Part = state.NewPart();
        var start = new ToolCallStart(call.Id, call.Name) { IsCustom = call.IsCustom, IdIsInvented = isInvented, Extras = call.Extras };
        events.Add(new ChatEvent(ChatEventKind.ToolCallStart, state.Index, call.Part, default, start));
        foreach (var piece in call.Waiting ?? [])
            events.Add(new ChatEvent(ChatEventKind.ToolCallArguments, state.Index, call.Part, piece));
        call.Waiting = null;
    }

    private static void ReadPiece(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, int place, ChoiceState state, string? replyId, List<ChatEvent> events)
    {
        var piece = new ToolCallPiece { Key = place };
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("index"u8))
                piece.Key = Loose.Int32(ref reader, place);
            else if (reader.ValueTextEquals("id"u8))
                piece.Id = Loose.String(ref reader, body);
            else if (reader.ValueTextEquals("type"u8))
                piece.IsCustom = TypeIsCustom(ref reader);
            else if (reader.ValueTextEquals("function"u8) || reader.ValueTextEquals("custom"u8))
                ReadFunctionObject(ref reader, body, ref piece);
            else
                ExtraMembers.Keep(ref reader, body, ref piece.Extras);
        }
        Take(piece, state, replyId, events);
    }

    private static bool TypeIsCustom(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            return reader.ValueTextEquals("custom"u8);
        reader.Skip();
        return false;
    }

    private static void ReadFunctionObject(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref ToolCallPiece piece)
    {
        if (Loose.BeginObject(ref reader))
            ReadFunction(ref reader, body, ref piece);
    }

    private static void ReadFunction(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref ToolCallPiece piece)
    {
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
            {
                piece.Name = NameOf(ref reader, body) ?? piece.Name;
            }
            else if (reader.ValueTextEquals("arguments"u8) || reader.ValueTextEquals("input"u8))
            {
                reader.Read();
                piece.Arguments = Loose.TextHere(ref reader, body) is { IsEmpty: false } arguments ? arguments : piece.Arguments;
            }
            else
            {
                ExtraMembers.KeepInner(ref reader, body, "function", ref piece.Extras);
            }
        }
    }

    private static string? NameOf(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body) => Loose.String(ref reader, body) is { Length: > 0 } name ? name : null;

    private static void Take(ToolCallPiece piece, ChoiceState state, string? replyId, List<ChatEvent> events)
    {
        var call = CallOf(piece, state);
        if (!call.HasStarted)
        {
            call.Id = string.IsNullOrEmpty(piece.Id) ? call.Id : piece.Id;
            call.Name = piece.Name ?? call.Name;
            call.IsCustom |= piece.IsCustom;
            call.Extras ??= piece.Extras;
            if (call.Name.Length == 0)
            {
                call.Extras = call.Extras?.Detach();
                if (!piece.Arguments.IsEmpty)
                    (call.Waiting ??= []).Add(piece.Arguments.ToString());
                return;
            }
            if (call.IsOlder)
                NoteOlder(call);
            Start(call, state, replyId, events);
        }
        if (!piece.Arguments.IsEmpty)
            events.Add(new ChatEvent(ChatEventKind.ToolCallArguments, state.Index, call.Part, piece.Arguments));
    }

    /// <summary>The call of the same index, unless the piece names another one: some imitators give all calls the index 0.</summary>
    private static ToolCallState CallOf(ToolCallPiece piece, ChoiceState state)
    {
        for (var i = state.Calls.Count - 1; i >= 0; i--)
        {
            var call = state.Calls[i];
            if (call.Key == piece.Key)
            {
                var isAnother = call.HasStarted && piece.Name is not null && !string.IsNullOrEmpty(piece.Id) && piece.Id != call.Id;
                if (!isAnother)
                    return call;
                break;
            }
        }
        var added = new ToolCallState(piece.Key) { IsOlder = piece.Key == OlderKey };
        state.Calls.Add(added);
        return added;
    }

    private static void NoteOlder(ToolCallState call)
    {
        var extras = call.Extras;
        ExtraMembers.Note(ref extras, Spelling.FunctionCall);
        call.Extras = extras;
    }

    private struct ToolCallPiece
    {
        public Extras? Extras;
        public int Key;
        public string? Id;
        public string? Name;
        public bool IsCustom;
        public JsonText Arguments;
    }
}
