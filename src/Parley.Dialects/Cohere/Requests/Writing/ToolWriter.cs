using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>
/// Writes <c>tools</c>, <c>tool_choice</c> and <c>strict_tools</c>. Cohere cannot name a tool: the named ones are then the only ones offered, and one of them is required.
/// </summary>
internal static class ToolWriter
{
    private static readonly RawJson NoArguments = RawJson.Parse("""{"type":"object","properties":{}}""");

    /// <summary>Writes the members.</summary>
    public static void Write(RequestWriting writing)
    {
        var written = WriteTools(writing);
        WriteChoice(writing, written);
        WriteStrict(writing, written);
    }

    private static int WriteTools(RequestWriting writing)
    {
        var written = 0;
        for (var i = 0; i < writing.Request.Tools.Count; i++)
        {
            var tool = writing.Request.Tools[i];
            if (!IsOffered(writing.Request.ToolChoice, tool))
                continue;
            if (!tool.Native.IsAbsent && tool.Dialect != Names.Dialect)
            {
                writing.Log.DroppedContent($"tools[{i}]", tool.Name);
                continue;
            }
            if (written++ == 0)
                writing.Json.WriteStartArray("tools"u8);
            WriteTool(writing, tool, $"tools[{i}]");
        }
        if (written > 0)
            writing.Json.WriteEndArray();
        return written;
    }

    private static bool IsOffered(ToolChoice? choice, ToolSpec tool)
    {
        if (choice is not { Mode: ToolChoiceMode.Named })
            return AllowedTools.Offers(choice, tool);
        foreach (var name in choice.Names)
        {
            if (name == tool.Name)
                return true;
        }
        return false;
    }

    private static void WriteTool(RequestWriting writing, ToolSpec tool, string place)
    {
        var json = writing.Json;
        if (!tool.Native.IsAbsent)
        {
            tool.Native.WriteValue(json);
            return;
        }
        json.WriteStartObject();
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, tool.Name);
        if (!tool.Description.IsEmpty)
            tool.Description.WriteMember(json, "description"u8);
        if (!tool.Schema.IsAbsent)
            tool.Schema.WriteMember(json, "parameters"u8);
        else if (!writing.IsOwn)
            NoArguments.WriteMember(json, "parameters"u8);
        tool.Extras.WriteInner(json, Names.FunctionPrefix);
        json.WriteEndObject();
        tool.Extras.WriteOuter(json, writing.Log, place, Names.FunctionPrefix);
        json.WriteEndObject();
        if (tool.Cache is not null)
            writing.Log.Dropped(place + ".cache_control");
    }

    private static void WriteChoice(RequestWriting writing, int tools)
    {
        if (writing.Request.ToolChoice is { Native.IsAbsent: false, Names: [] } unknown)
            writing.Log.Dropped("tool_choice", unknown.Native);
        if (writing.Request.ToolChoice is not { Mode: not ToolChoiceMode.Auto } choice)
            return;
        if (tools == 0 && !writing.IsOwn)
        {
            if (choice.Mode != ToolChoiceMode.None)
                writing.Log.Dropped("tool_choice", string.Join(", ", choice.Names));
            return;
        }
        writing.Json.WriteString("tool_choice"u8, choice.Mode == ToolChoiceMode.None ? "NONE"u8 : "REQUIRED"u8);
        if (choice.Mode == ToolChoiceMode.Named)
            writing.Log.Emulated("tool_choice", string.Join(", ", choice.Names), "REQUIRED, with no other tool");
    }

    /// <summary>One member for all tools: it is said when all of them are to be followed to the letter.</summary>
    private static void WriteStrict(RequestWriting writing, int tools)
    {
        var request = writing.Request;
        if (request.Extras.Spelled(Spelling.StrictTools) is { IsAbsent: false } spelled)
        {
            spelled.WriteMember(writing.Json, "strict_tools"u8);
            return;
        }
        var strict = 0;
        foreach (var tool in request.Tools)
            strict += tool.Strict == true ? 1 : 0;
        if (strict == 0 || tools == 0)
            return;
        if (strict == request.Tools.Count)
            writing.Json.WriteBoolean("strict_tools"u8, true);
        else
            RecordStrict(writing);
    }

    private static void RecordStrict(RequestWriting writing)
    {
        for (var i = 0; i < writing.Request.Tools.Count; i++)
        {
            if (writing.Request.Tools[i].Strict == true)
                writing.Log.Dropped($"tools[{i}].strict", "true");
        }
    }
}
