using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Writes <c>tools</c>, <c>tool_choice</c> and <c>parallel_tool_calls</c>.</summary>
internal static class ToolWriter
{
    private static readonly RawJson NoArguments = RawJson.Parse("""{"type":"object","properties":{}}""");

    /// <summary>Writes the members.</summary>
    public static void Write(RequestWriting writing)
    {
        var request = writing.Request;
        var written = WriteTools(writing);
        if (request.ToolChoice is { } choice)
            WriteChoice(writing, choice, written);
        if (request.ParallelToolCalls is not { } parallel)
            return;
        if (written > 0 || writing.IsOwn)
            writing.Json.WriteBoolean("parallel_tool_calls"u8, parallel);
        else
            writing.Log.Dropped("parallel_tool_calls");
    }

    private static int WriteTools(RequestWriting writing)
    {
        var (request, _, log, json) = writing;
        var written = 0;
        for (var i = 0; i < request.Tools.Count; i++)
        {
            var tool = request.Tools[i];
            if (!tool.Native.IsAbsent && tool.Dialect != Names.Dialect && !tool.IsCustom)
            {
                log.DroppedContent($"tools[{i}]", tool.Name);
                continue;
            }
            if (written++ == 0)
                json.WriteStartArray("tools"u8);
            if (tool.Search is { } search)
                SearchTool.Write(search, json, log, $"tools[{i}]");
            else if (tool.Native.IsAbsent)
                WriteFunction(writing, tool, $"tools[{i}]");
            else if (tool.Dialect == Names.Dialect)
                tool.Native.WriteValue(json);
            else
                WriteCustom(json, tool);
        }
        if (written == 0 && !request.Extras.Spells(Spelling.NoTools))
            return 0;
        if (written == 0)
            json.WriteStartArray("tools"u8);
        json.WriteEndArray();
        return written;
    }

    private static void WriteCustom(Utf8JsonWriter json, ToolSpec tool)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "custom"u8);
        json.WriteString("name"u8, tool.Name);
        if (!tool.Description.IsEmpty)
            tool.Description.WriteMember(json, "description"u8);
        if (tool.Grammar is { } grammar)
        {
            json.WriteStartObject("format"u8);
            json.WriteString("type"u8, "grammar"u8);
            json.WriteString("syntax"u8, grammar.Syntax);
            grammar.Definition.WriteMember(json, "definition"u8);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void WriteFunction(RequestWriting writing, ToolSpec tool, string place)
    {
        var json = writing.Json;
        json.WriteStartObject();
        json.WriteString("type"u8, "function"u8);
        json.WriteString("name"u8, tool.Name);
        if (!tool.Description.IsEmpty || tool.Extras.Spells(Spelling.EmptyDescription))
            tool.Description.WriteMember(json, "description"u8);
        if (!tool.Schema.IsAbsent)
            tool.Schema.WriteMember(json, "parameters"u8);
        else if (!writing.IsOwn)
            NoArguments.WriteMember(json, "parameters"u8);
        if (StrictOf(writing, tool, place) is { } strict)
            json.WriteBoolean("strict"u8, strict);
        if (tool.Cache is not null)
            writing.Log.Dropped($"{place}.cache_control");
        tool.Extras.WriteOuter(json, writing.Log, place);
        json.WriteEndObject();
    }

    /// <summary>Left out, the member is true here and false elsewhere, so that a foreign tool always says it.</summary>
    private static bool? StrictOf(RequestWriting writing, ToolSpec tool, string place)
    {
        if (writing.IsOwn)
            return tool.Strict;
        var fits = tool.Strict == true && StrictSchema.Fits(tool.Schema);
        if (tool.Strict == true && !fits)
            writing.Log.Dropped($"{place}.strict", "true");
        return fits;
    }

    private static void WriteChoice(RequestWriting writing, ToolChoice choice, int tools)
    {
        var json = writing.Json;
        if (tools == 0 && !writing.IsOwn)
        {
            if (choice.Mode is ToolChoiceMode.Required or ToolChoiceMode.Named)
                writing.Log.Dropped("tool_choice");
            return;
        }
        if (!choice.Native.IsAbsent && choice.Dialect == Names.Dialect)
            choice.Native.WriteMember(json, "tool_choice"u8);
        else
            WriteForeignChoice(writing, choice);
    }

    private static void WriteForeignChoice(RequestWriting writing, ToolChoice choice)
    {
        if (choice.Names.Count > 0)
            WriteNamed(writing, choice);
        else
            writing.Json.WriteString("tool_choice"u8, Word(choice.Mode));
        // What names tools, or says a plain word, is said here too.
        if (choice.Native.Kind == JsonValueKind.Object && choice.Names.Count == 0)
            writing.Log.Dropped("tool_choice", choice.Native);
    }

    private static void WriteNamed(RequestWriting writing, ToolChoice choice)
    {
        var json = writing.Json;
        json.WriteStartObject("tool_choice"u8);
        if (choice.Mode == ToolChoiceMode.Named && choice.Names.Count == 1)
        {
            WriteNamedTool(writing, choice.Names[0]);
        }
        else
        {
            json.WriteString("type"u8, "allowed_tools"u8);
            json.WriteString("mode"u8, choice.Mode == ToolChoiceMode.Auto ? "auto"u8 : "required"u8);
            json.WriteStartArray("tools"u8);
            foreach (var name in choice.Names)
            {
                json.WriteStartObject();
                WriteNamedTool(writing, name);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void WriteNamedTool(RequestWriting writing, string name)
    {
        if (SearchTool.IsNamed(writing.Request.Tools, name))
        {
            writing.Json.WriteString("type"u8, "web_search"u8);
            return;
        }
        writing.Json.WriteString("type"u8, CustomTools.IsOne(writing.Request.Tools, name) ? "custom"u8 : "function"u8);
        writing.Json.WriteString("name"u8, name);
    }

    private static ReadOnlySpan<byte> Word(ToolChoiceMode mode) => mode switch
    {
        ToolChoiceMode.Auto => "auto"u8,
        ToolChoiceMode.None => "none"u8,
        _ => "required"u8,
    };
}
