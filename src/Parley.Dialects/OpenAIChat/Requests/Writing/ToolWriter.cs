using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Writes <c>tools</c>, <c>tool_choice</c> and <c>parallel_tool_calls</c>, or the older <c>functions</c> and <c>function_call</c> where the caller used them.</summary>
internal static class ToolWriter
{
    private static readonly RawJson NoArguments = RawJson.Parse("""{"type":"object","properties":{}}""");

    /// <summary>Writes the members.</summary>
    public static void Write(RequestWriting writing)
    {
        var request = writing.Request;
        var written = request.Extras.Spells(Spelling.Functions) ? WriteFunctions(writing) : WriteTools(writing);
        SearchOptions.Write(writing);
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
            if (tool.Search is not null || !AllowedTools.Offers(request.ToolChoice, tool))
                continue;
            if (!tool.Native.IsAbsent && tool.Dialect != Names.Dialect && !tool.IsCustom)
            {
                log.DroppedContent($"tools[{i}]", tool.Name);
                continue;
            }
            if (written++ == 0)
                json.WriteStartArray("tools"u8);
            if (tool.Native.IsAbsent)
                WriteTool(writing, tool, Place.Of("tools", i));
            else if (tool.Dialect == Names.Dialect)
                tool.Native.WriteValue(json);
            else
                WriteCustom(json, tool);
        }
        if (written > 0)
            json.WriteEndArray();
        else if (writing.IsOwn && request.Tools.Count == 0 && request.Extras.Spells(Spelling.NoTools))
            WriteEmpty(json);
        return written;
    }

    private static void WriteEmpty(Utf8JsonWriter json)
    {
        json.WriteStartArray("tools"u8);
        json.WriteEndArray();
    }

    private static int WriteFunctions(RequestWriting writing)
    {
        var tools = writing.Request.Tools;
        writing.Json.WriteStartArray("functions"u8);
        for (var i = 0; i < tools.Count; i++)
        {
            writing.Json.WriteStartObject();
            WriteFunction(writing, tools[i], $"functions[{i}]");
            writing.Json.WriteEndObject();
        }
        writing.Json.WriteEndArray();
        return tools.Count;
    }

    private static void WriteTool(RequestWriting writing, ToolSpec tool, Place place)
    {
        var json = writing.Json;
        json.WriteStartObject();
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        WriteFunction(writing, tool, place);
        json.WriteEndObject();
        writing.Cache(tool.Cache, place);
        writing.Extras(tool.Extras, place, "function");
        json.WriteEndObject();
    }

    private static void WriteCustom(Utf8JsonWriter json, ToolSpec tool)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "custom"u8);
        json.WriteStartObject("custom"u8);
        json.WriteString("name"u8, tool.Name);
        if (!tool.Description.IsEmpty)
            tool.Description.WriteMember(json, "description"u8);
        if (tool.Grammar is { } grammar)
        {
            json.WriteStartObject("format"u8);
            json.WriteString("type"u8, "grammar"u8);
            json.WriteStartObject("grammar"u8);
            json.WriteString("syntax"u8, grammar.Syntax);
            grammar.Definition.WriteMember(json, "definition"u8);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteFunction(RequestWriting writing, ToolSpec tool, Place place)
    {
        var json = writing.Json;
        json.WriteString("name"u8, tool.Name);
        if (!tool.Description.IsEmpty || tool.Extras.Spells(Spelling.EmptyDescription))
            tool.Description.WriteMember(json, "description"u8);
        if (!tool.Schema.IsAbsent)
            tool.Schema.WriteMember(json, "parameters"u8);
        else if (!writing.IsOwn)
            NoArguments.WriteMember(json, "parameters"u8);
        if (tool.Strict is { } strict)
            WriteStrict(writing, tool, strict, place);
        writing.InnerExtras(tool.Extras, "function");
    }

    private static void WriteStrict(RequestWriting writing, ToolSpec tool, bool strict, Place place)
    {
        if (writing.IsOwn || !strict || StrictSchema.Fits(tool.Schema))
            writing.Json.WriteBoolean("strict"u8, strict);
        else
            writing.Log.Dropped($"{place}.strict", "true");
    }

    private static void WriteChoice(RequestWriting writing, ToolChoice choice, int tools)
    {
        var json = writing.Json;
        if (!writing.IsOwn && (tools == 0 || IsSearch(writing, choice)))
        {
            if (choice.Mode is ToolChoiceMode.Required or ToolChoiceMode.Named)
                writing.Log.Dropped("tool_choice");
            return;
        }
        if (writing.Request.Extras.Spells(Spelling.FunctionCall))
            WriteFunctionCall(json, choice);
        else if (!choice.Native.IsAbsent && choice.Dialect == Names.Dialect)
            choice.Native.WriteMember(json, "tool_choice"u8);
        else
            WriteForeignChoice(writing, choice);
    }

    /// <summary>Where the search is no tool, it cannot be chosen.</summary>
    private static bool IsSearch(RequestWriting writing, ToolChoice choice)
    {
        foreach (var tool in writing.Request.Tools)
        {
            if (tool.Search is not null && choice is { Mode: ToolChoiceMode.Named, Names: [var name] } && tool.Name == name)
                return true;
        }
        return false;
    }

    private static void WriteForeignChoice(RequestWriting writing, ToolChoice choice)
    {
        // Without the member of another dialect, the tools that are offered say the names.
        if (choice.Names.Count > 0 && (choice.Mode == ToolChoiceMode.Named || !choice.Native.IsAbsent))
            WriteNamed(writing, choice);
        else
            writing.Json.WriteString("tool_choice"u8, Word(choice.Mode));
        // What names tools, or says a plain word, is said here too.
        if (choice.Native.Kind == JsonValueKind.Object && choice.Names.Count == 0)
            writing.Log.Dropped("tool_choice", choice.Native);
    }

    private static void WriteFunctionCall(Utf8JsonWriter json, ToolChoice choice)
    {
        if (choice.Mode != ToolChoiceMode.Named)
        {
            json.WriteString("function_call"u8, Word(choice.Mode));
            return;
        }
        json.WriteStartObject("function_call"u8);
        json.WriteString("name"u8, choice.Names[0]);
        json.WriteEndObject();
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
            json.WriteStartObject("allowed_tools"u8);
            json.WriteString("mode"u8, choice.Mode == ToolChoiceMode.Auto ? "auto"u8 : "required"u8);
            json.WriteStartArray("tools"u8);
            foreach (var name in choice.Names)
            {
                json.WriteStartObject();
                WriteNamedTool(writing, name);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void WriteNamedTool(RequestWriting writing, string name)
    {
        var word = CustomTools.IsOne(writing.Request.Tools, name) ? "custom"u8 : "function"u8;
        writing.Json.WriteString("type"u8, word);
        writing.Json.WriteStartObject(word);
        writing.Json.WriteString("name"u8, name);
        writing.Json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> Word(ToolChoiceMode mode) => mode switch
    {
        ToolChoiceMode.Auto => "auto"u8,
        ToolChoiceMode.None => "none"u8,
        _ => "required"u8,
    };
}
