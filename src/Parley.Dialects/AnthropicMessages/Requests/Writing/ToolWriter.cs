using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Writes <c>tools</c> and <c>tool_choice</c>.</summary>
internal static class ToolWriter
{
    /// <summary>Writes the tools that the dialect has; false when none is left.</summary>
    public static bool WriteTools(RequestScope scope)
    {
        var tools = scope.Request.Tools;
        var started = false;
        for (var i = 0; i < tools.Count; i++)
        {
            if (!AllowedTools.Offers(scope.Request.ToolChoice, tools[i]))
                continue;
            if (!tools[i].Native.IsAbsent && tools[i].Dialect != Names.Dialect)
            {
                scope.Log.DroppedContent($"tools[{i}]", tools[i].Name);
                continue;
            }
            if (!started)
                scope.Json.WriteStartArray("tools"u8);
            started = true;
            WriteTool(tools[i], scope, Place.Of("tools", i));
        }
        if (started)
            scope.Json.WriteEndArray();
        else
            scope.WriteSpelling(scope.Request.Extras, "tools");
        return started;
    }

    /// <summary>Writes whether and which tools to use; without tools there is nothing to choose.</summary>
    public static void WriteChoice(RequestScope scope, bool hasTools)
    {
        var choice = scope.Request.ToolChoice;
        if (choice is { Dialect: Names.Dialect, Native.IsAbsent: false })
        {
            choice.Native.WriteMember(scope.Json, "tool_choice"u8);
            return;
        }
        var parallel = scope.Request.ParallelToolCalls;
        if (!hasTools && !scope.IsOwn)
        {
            if (choice is { Mode: ToolChoiceMode.Required or ToolChoiceMode.Named })
                scope.Log.Dropped("tool_choice");
            return;
        }
        if (choice is null && (scope.IsOwn || parallel != false))
            return;
        WriteChoice(choice ?? new ToolChoice(ToolChoiceMode.Auto), parallel, scope);
    }

    private static void WriteChoice(ToolChoice choice, bool? parallel, RequestScope scope)
    {
        var json = scope.Json;
        json.WriteStartObject("tool_choice"u8);
        if (choice is { Mode: ToolChoiceMode.Named, Names: [var name] })
        {
            json.WriteString("type"u8, "tool"u8);
            json.WriteString("name"u8, name);
        }
        else
        {
            json.WriteString("type"u8, choice.Mode switch
            {
                ToolChoiceMode.None => "none"u8,
                ToolChoiceMode.Auto => "auto"u8,
                _ => "any"u8,
            });
        }
        if (!choice.Native.IsAbsent)
            scope.Log.Dropped("tool_choice", choice.Native);
        if (parallel is { } allowed && (scope.IsOwn || (!allowed && choice.Mode != ToolChoiceMode.None)))
            json.WriteBoolean("disable_parallel_tool_use"u8, !allowed);
        json.WriteEndObject();
    }

    private static void WriteTool(ToolSpec tool, RequestScope scope, Place place)
    {
        var json = scope.Json;
        if (!tool.Native.IsAbsent)
        {
            tool.Native.WriteValue(json);
            return;
        }
        if (tool.Search is { } search)
        {
            SearchTool.Write(search, json, scope.Log, place);
            return;
        }
        json.WriteStartObject();
        scope.WriteSpelling(tool.Extras, "type");
        json.WriteString("name"u8, tool.Name);
        if (tool.Description.IsEmpty)
            scope.WriteSpelling(tool.Extras, "description");
        else
            tool.Description.WriteMember(json, "description"u8);
        WriteSchema(tool, scope, place);
        if (tool.Strict is { } strict && (scope.IsOwn || IsStrict(tool, tool.Schema, scope)))
            json.WriteBoolean("strict"u8, strict);
        else if (tool.Strict == true)
            scope.Log.Dropped($"{place}.strict", "true");
        scope.WriteCache(tool.Cache);
        scope.WriteExtras(tool.Extras, place);
        json.WriteEndObject();
    }

    private static void WriteSchema(ToolSpec tool, RequestScope scope, Place place)
    {
        if (scope.IsOwn)
        {
            if (!tool.Schema.IsAbsent)
                tool.Schema.WriteMember(scope.Json, "input_schema"u8);
            return;
        }
        scope.Json.WritePropertyName("input_schema"u8);
        var schema = ToolSchema.Lower(tool.Schema, out var lowered);
        if (lowered)
            scope.Log.Emulated($"{place}.parameters", null, "an object schema");
        if (IsStrict(tool, schema, scope))
            StrictSchema.Write(schema, scope.Json, scope.Log, $"{place}.parameters");
        else
            schema.WriteValue(scope.Json);
    }

    private static bool IsStrict(ToolSpec tool, RawJson schema, RequestScope scope) =>
        tool.Strict == true && ClaudeModels.KnowsSchemas(scope.Request.Model) && !StrictSchema.IsRecursive(schema);
}
