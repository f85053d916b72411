using Parley.Dialects.Conversation;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Writes the tool calls of an assistant's message.</summary>
internal static class ToolCallWriter
{
    /// <summary>How many calls there are.</summary>
    public static int Count(IReadOnlyList<Part> parts)
    {
        var count = 0;
        foreach (var part in parts)
            count += part is ToolCallPart ? 1 : 0;
        return count;
    }

    /// <summary>Writes <c>tool_calls</c>, or the older <c>function_call</c> where the caller used it.</summary>
    public static void Write(RequestWriting writing, IReadOnlyList<Part> parts, Place place)
    {
        var json = writing.Json;
        var isOpen = false;
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i] is not ToolCallPart call)
                continue;
            if (call.Extras.Spells(Spelling.FunctionCall))
            {
                json.WriteStartObject("function_call"u8);
                WriteFunction(writing, call);
                json.WriteEndObject();
                continue;
            }
            if (!isOpen)
                json.WriteStartArray("tool_calls"u8);
            isOpen = true;
            WriteCall(writing, call, place.Content(i));
        }
        if (isOpen)
            json.WriteEndArray();
    }

    private static void WriteCall(RequestWriting writing, ToolCallPart call, Place place)
    {
        var json = writing.Json;
        json.WriteStartObject();
        json.WriteString("id"u8, writing.CallId(call.Id));
        json.WriteString("type"u8, call.IsCustom ? "custom"u8 : "function"u8);
        json.WriteStartObject(call.IsCustom ? "custom"u8 : "function"u8);
        WriteFunction(writing, call);
        json.WriteEndObject();
        writing.Cache(call.Cache, place);
        writing.Extras(OwnSpelling.Of(call.Extras, writing.Profile), place, "function");
        json.WriteEndObject();
    }

    private static void WriteFunction(RequestWriting writing, ToolCallPart call)
    {
        var json = writing.Json;
        json.WriteString("name"u8, call.Name);
        if (call.IsCustom)
            call.Arguments.AsText().WriteMember(json, "input"u8);
        else
            call.Arguments.WriteText(json, "arguments"u8);
        writing.InnerExtras(call.Extras, "function");
    }
}
