using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Reads tool calls and their outputs. They pair by <c>call_id</c>; the item's own id is another one.</summary>
internal static class CallReader
{
    /// <summary>Reads a <c>function_call</c> or a <c>custom_tool_call</c>.</summary>
    public static ToolCallPart ReadCall(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, bool isReply)
    {
        var start = (int)reader.TokenStartIndex;
        string? callId = null;
        string? name = null;
        ToolArguments? arguments = null;
        var isCustom = false;
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("call_id"u8))
                callId = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("name"u8))
                name = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("arguments"u8))
                arguments = ReadArguments(ref reader, body);
            else if (reader.ValueTextEquals("input"u8))
                arguments = ToolArguments.FromText(JsonRead.Text(ref reader, body));
            else if (reader.ValueTextEquals("type"u8))
                isCustom = JsonRead.String(ref reader, body) == "custom_tool_call";
            else
                ReadOther(ref reader, body, ref extras);
        }
        if (!isReply)
            Demand(callId, name, arguments is not null, isCustom, body, start);
        var id = callId ?? extras.Spelled(Spelling.Id).AsText().ToString();
        return new ToolCallPart(id, isReply ? name ?? "" : FullName(name ?? "", ref extras), arguments ?? default) { IsCustom = isCustom, Extras = extras };
    }

    /// <summary>Reads a <c>function_call_output</c> or a <c>custom_tool_call_output</c>.</summary>
    public static ToolResultPart ReadOutput(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, bool isReply)
    {
        var start = (int)reader.TokenStartIndex;
        var callId = "";
        var hasOutput = isReply;
        var content = new List<Part>();
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("call_id"u8))
                callId = JsonRead.String(ref reader, body) ?? "";
            else if (reader.ValueTextEquals("output"u8))
                hasOutput |= ReadContent(ref reader, body, new Speaker(IsAssistant: false, isReply), content, ref extras);
            else if (reader.ValueTextEquals("type"u8))
                NoteCustom(JsonRead.String(ref reader, body), ref extras);
            else
                ReadOther(ref reader, body, ref extras);
        }
        if (callId.Length == 0 && !isReply)
            throw RequestProblem.Missing(body, start, "call_id", "The output does not say which call it answers.");
        if (!hasOutput)
            throw RequestProblem.Missing(body, start, "output", "The call has no output.");
        return new ToolResultPart(callId, content) { Extras = extras };
    }

    private static void Demand(string? callId, string? name, bool hasArguments, bool isCustom, ReadOnlyMemory<byte> body, int start)
    {
        if (string.IsNullOrEmpty(callId))
            throw RequestProblem.Missing(body, start, "call_id", "The call has no id.");
        if (string.IsNullOrEmpty(name))
            throw RequestProblem.Missing(body, start, "name", "The call names no tool.");
        if (!hasArguments)
            throw RequestProblem.Missing(body, start, isCustom ? "input" : "arguments", "The call says nothing to call the tool with.");
    }

    /// <summary>A tool within a namespace has one name for upstreams of all other dialects; both stay beside it. Their callers offered no namespaces: they get an answer with the name that they know.</summary>
    private static string FullName(string name, ref Extras? extras)
    {
        var space = extras.Spelled(Spelling.Namespace);
        if (space.Kind != JsonValueKind.String || space.AsText().IsEmpty)
            return name;
        extras!.AddSpelling(Spelling.LocalName, NamespacedName.Token(name));
        return NamespacedName.Join(space.AsText().ToString(), name);
    }

    /// <summary>A member of an item that is one part.</summary>
    private static void ReadOther(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (reader.ValueTextEquals("id"u8))
            ExtraMembers.Spell(ref reader, body, Spelling.Id, ref extras);
        else if (reader.ValueTextEquals("status"u8))
            ExtraMembers.Spell(ref reader, body, Spelling.Status, ref extras);
        else if (reader.ValueTextEquals("namespace"u8))
            ExtraMembers.Spell(ref reader, body, Spelling.Namespace, ref extras);
        else
            ExtraMembers.Keep(ref reader, body, ref extras);
    }

    private static ToolArguments ReadArguments(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.StartObject
            ? ToolArguments.FromValue(JsonScan.ReadRaw(ref reader, body))
            : ToolArguments.FromText(JsonRead.TextHere(ref reader, body));
    }

    /// <summary>Reads the output; false for null.</summary>
    private static bool ReadContent(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, Speaker speaker, List<Part> content, ref Extras? extras)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            ContentReader.ReadParts(ref reader, body, speaker, content);
            if (content.Count == 0)
                (extras ??= new Extras(Names.Dialect)).AddSpelling(Spelling.EmptyOutput, RawJson.Parse("[]"));
            return true;
        }
        var text = JsonRead.TextHere(ref reader, body);
        if (!text.IsEmpty)
            content.Add(new TextPart(text) { IsBare = true });
        return reader.TokenType != JsonTokenType.Null;
    }

    private static void NoteCustom(string? type, ref Extras? extras)
    {
        if (type == "custom_tool_call_output")
            ExtraMembers.Note(ref extras, Spelling.CustomOutput);
    }
}
