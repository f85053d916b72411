using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
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
    private static void Start(ToolCallState call, ChoiceState state, string? replyId, List<ChatEvent> events)
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
                piece.TakeIndex(Loose.Int32(ref reader, OlderKey));
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
            call.IsWhole = IsObject(piece.Arguments);
        }
        if (!piece.Arguments.IsEmpty)
            events.Add(new ChatEvent(ChatEventKind.ToolCallArguments, state.Index, call.Part, piece.Arguments));
    }

    /// <summary>The call of the same index, or of the same id where there is no index, unless the piece begins another one: some imitators give all calls the index 0.</summary>
    private static ToolCallState CallOf(in ToolCallPiece piece, ChoiceState state)
    {
        if (!piece.IsNumbered && CallOfId(piece.Id, state) is { } known)
            return known;
        for (var i = state.Calls.Count - 1; i >= 0; i--)
        {
            var call = state.Calls[i];
            if (call.Key == piece.Key)
            {
                if (!BeginsAnother(piece, call))
                    return call;
                break;
            }
        }
        var added = new ToolCallState(piece.Key) { IsOlder = piece.Key == OlderKey };
        state.Calls.Add(added);
        return added;
    }

    private static ToolCallState? CallOfId(string? id, ChoiceState state)
    {
        for (var i = state.Calls.Count - 1; i >= 0 && !string.IsNullOrEmpty(id); i--)
        {
            if (state.Calls[i].Id == id)
                return state.Calls[i];
        }
        return null;
    }

    /// <summary>A name with an id of its own, or, where ids are left out (Gemini's OpenAI face), with arguments of its own behind those that are whole already.</summary>
    private static bool BeginsAnother(in ToolCallPiece piece, ToolCallState call)
    {
        if (!call.HasStarted || piece.Name is null)
            return false;
        return string.IsNullOrEmpty(piece.Id) ? call.IsWhole && IsObject(piece.Arguments) : piece.Id != call.Id;
    }

    private static bool IsObject(JsonText arguments)
    {
        if (arguments.IsEmpty)
            return false;
        var decoded = new ArrayBufferWriter<byte>();
        arguments.WriteDecoded(decoded);
        return decoded.WrittenSpan.TrimStart(" \t\r\n"u8) is [(byte)'{', ..] && JsonScan.IsValue(decoded.WrittenSpan);
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
        public bool IsNumbered;
        public string? Id;
        public string? Name;
        public bool IsCustom;
        public JsonText Arguments;

        public void TakeIndex(int index)
        {
            IsNumbered = index >= 0;
            Key = IsNumbered ? index : Key;
        }
    }
}
