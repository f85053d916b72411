using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Reads tool calls and their outputs. They pair by <c>call_id</c>; the item's own id is another one.</summary>
internal static class CallReader
{
    /// <summary>Reads a <c>function_call</c> or a <c>custom_tool_call</c>.</summary>
    public static ToolCallPart ReadCall(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        string? callId = null;
        var name = "";
        var arguments = default(ToolArguments);
        var isCustom = false;
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("call_id"u8))
                callId = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("name"u8))
                name = JsonRead.String(ref reader, body) ?? "";
            else if (reader.ValueTextEquals("arguments"u8))
                arguments = ReadArguments(ref reader, body);
            else if (reader.ValueTextEquals("input"u8))
                arguments = ToolArguments.FromText(JsonRead.Text(ref reader, body));
            else if (reader.ValueTextEquals("type"u8))
                isCustom = JsonRead.String(ref reader, body) == "custom_tool_call";
            else
                ReadOther(ref reader, body, ref extras);
        }
        var id = callId ?? extras.Spelled(Spelling.Id).AsText().ToString();
        return new ToolCallPart(id, name, arguments) { IsCustom = isCustom, Extras = extras };
    }

    /// <summary>Reads a <c>function_call_output</c> or a <c>custom_tool_call_output</c>.</summary>
    public static ToolResultPart ReadOutput(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var callId = "";
        var content = new List<Part>();
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("call_id"u8))
                callId = JsonRead.String(ref reader, body) ?? "";
            else if (reader.ValueTextEquals("output"u8))
                ReadContent(ref reader, body, content, ref extras);
            else if (reader.ValueTextEquals("type"u8))
                NoteCustom(JsonRead.String(ref reader, body), ref extras);
            else
                ReadOther(ref reader, body, ref extras);
        }
        return new ToolResultPart(callId, content) { Extras = extras };
    }

    /// <summary>A member of an item that is one part.</summary>
    private static void ReadOther(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (reader.ValueTextEquals("id"u8))
            ExtraMembers.Spell(ref reader, body, Spelling.Id, ref extras);
        else if (reader.ValueTextEquals("status"u8))
            ExtraMembers.Spell(ref reader, body, Spelling.Status, ref extras);
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

    private static void ReadContent(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<Part> content, ref Extras? extras)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            ContentReader.ReadParts(ref reader, body, isAssistant: false, content);
            if (content.Count == 0)
                (extras ??= new Extras(Names.Dialect)).AddSpelling(Spelling.EmptyOutput, RawJson.Parse("[]"));
            return;
        }
        var text = JsonRead.TextHere(ref reader, body);
        if (!text.IsEmpty)
            content.Add(new TextPart(text) { IsBare = true });
    }

    private static void NoteCustom(string? type, ref Extras? extras)
    {
        if (type == "custom_tool_call_output")
            ExtraMembers.Note(ref extras, Spelling.CustomOutput);
    }
}
