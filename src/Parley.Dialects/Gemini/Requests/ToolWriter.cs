using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Schemas;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>Writes <c>tools</c> and <c>toolConfig</c>.</summary>
internal static class ToolWriter
{
    /// <summary>True when the request has a function or a native tool of this dialect.</summary>
    public static bool HasTools(ChatRequest request) => Holds(request, static tool => IsFunction(tool) || tool.Search is not null || tool.Dialect == Names.Dialect);

    /// <summary>Writes the tools, functions of one list together.</summary>
    public static void Write(Utf8JsonWriter writer, ChatRequest request, ConversionLog log)
    {
        Report(request, log);
        if (!HasTools(request))
            return;
        writer.WriteStartArray("tools"u8);
        var isOpen = false;
        for (var i = 0; i < request.Tools.Count; i++)
        {
            var tool = request.Tools[i];
            if (!SearchTool.Offers(request, tool))
                continue;
            if (isOpen && (!IsFunction(tool) ? tool.Dialect == Names.Dialect : !Nested.Spelling(tool.Extras, ToolReader.Opens).IsAbsent))
                Close(writer, ref isOpen);
            if (IsFunction(tool))
                WriteFunction(writer, tool, log, $"tools[{i}]", ref isOpen);
            else if (tool.Search is { } search)
                SearchTool.Write(search, writer, log, $"tools[{i}]");
            else if (tool.Dialect == Names.Dialect)
                tool.Native.WriteValue(writer);
        }
        if (isOpen)
            Close(writer, ref isOpen);
        writer.WriteEndArray();
    }

    /// <summary>Writes <c>toolConfig</c>.</summary>
    public static void WriteConfig(Utf8JsonWriter writer, ChatRequest request, ConversionLog log)
    {
        var isOwn = request.Dialect == Names.Dialect;
        var choice = request.ToolChoice;
        if (choice is not null && !isOwn && !Holds(request, IsFunction))
        {
            if (choice.Mode is not (ToolChoiceMode.None or ToolChoiceMode.Auto))
                log.Dropped("tool_choice", choice.Mode.ToString());
            choice = null;
        }
        if (request.ParallelToolCalls == false)
            log.Dropped("parallel_tool_calls", "false");
        if (choice is null && !Nested.Has(request.Extras, ToolReader.ConfigPrefix))
            return;
        writer.WriteStartObject("toolConfig"u8);
        if (choice is not null)
            WriteChoice(writer, choice, log);
        Nested.Write(writer, request.Extras, ToolReader.ConfigPrefix);
        writer.WriteEndObject();
    }

    private static bool Holds(ChatRequest request, Predicate<ToolSpec> wanted)
    {
        foreach (var tool in request.Tools)
        {
            if (wanted(tool) && SearchTool.Offers(request, tool))
                return true;
        }
        return false;
    }

    private static bool IsFunction(ToolSpec tool) => tool.Native.IsAbsent && tool.Search is null;

    private static void Close(Utf8JsonWriter writer, ref bool isOpen)
    {
        writer.WriteEndArray();
        writer.WriteEndObject();
        isOpen = false;
    }

    private static void WriteFunction(Utf8JsonWriter writer, ToolSpec tool, ConversionLog log, string place, ref bool isOpen)
    {
        if (!isOpen)
        {
            writer.WriteStartObject();
            writer.WriteStartArray("functionDeclarations"u8);
            isOpen = true;
        }
        writer.WriteStartObject();
        writer.WriteString("name"u8, tool.Name);
        var inWords = tool.Extras is { Dialect: Names.Dialect } ? null : FreeArguments(tool.Schema);
        if (inWords is not null)
        {
            writer.WriteString("description"u8, tool.Description.IsEmpty ? inWords : $"{tool.Description} {inWords}");
            log.Emulated($"{place}.schema", tool.Schema.ToString(), "description");
        }
        else if (!tool.Description.IsEmpty || !Nested.Spelling(tool.Extras, "description").IsAbsent)
        {
            tool.Description.WriteMember(writer, "description"u8);
        }
        if (tool.Extras is { Dialect: Names.Dialect })
            WriteOwnSchema(writer, tool.Extras);
        else if (TakesArguments(tool.Schema))
            SchemaLowering.Lower(tool.Schema, SchemaRules.OpenApiArguments, log, $"{place}.schema").WriteMember(writer, "parameters"u8);
        Nested.Write(writer, tool.Extras, "");
        writer.WriteEndObject();
    }

    private static void WriteOwnSchema(Utf8JsonWriter writer, Extras extras)
    {
        if (extras.Spelling("parameters") is { IsAbsent: false } parameters)
            parameters.WriteMember(writer, "parameters"u8);
        if (extras.Spelling("parametersJsonSchema") is { IsAbsent: false } schema)
            schema.WriteMember(writer, "parametersJsonSchema"u8);
    }

    /// <summary>Gemini rejects an object without properties as <c>parameters</c>: a function without arguments has none.</summary>
    private static bool TakesArguments(RawJson schema)
    {
        var node = SchemaNode.Of(schema);
        return SchemaNode.Of(node["properties"]).Members.Count > 0 || node.Has("$ref") || node.Has("anyOf") || node.Has("oneOf") || node.Has("allOf");
    }

    /// <summary>Arguments whose names are free cannot be declared; what they must be is said in words. Null for all others.</summary>
    private static string? FreeArguments(RawJson schema)
    {
        if (TakesArguments(schema))
            return null;
        var node = SchemaNode.Of(schema);
        var isFree = SchemaNode.Of(node["additionalProperties"]).Members.Count > 0 || node.Has("patternProperties");
        return isFree ? $"The arguments follow this JSON Schema: {schema}" : null;
    }

    private static void WriteChoice(Utf8JsonWriter writer, ToolChoice choice, ConversionLog log)
    {
        if (choice is { Dialect: Names.Dialect, Native.IsAbsent: false })
        {
            choice.Native.WriteMember(writer, "functionCallingConfig"u8);
            return;
        }
        writer.WriteStartObject("functionCallingConfig"u8);
        writer.WriteString("mode"u8, choice.Mode switch
        {
            ToolChoiceMode.None => "NONE"u8,
            ToolChoiceMode.Auto => "AUTO"u8,
            _ => "ANY"u8,
        });
        if (choice.Mode == ToolChoiceMode.Named && choice.Names.Count > 0)
        {
            writer.WriteStartArray("allowedFunctionNames"u8);
            foreach (var name in choice.Names)
                writer.WriteStringValue(name);
            writer.WriteEndArray();
        }
        else if (!choice.Native.IsAbsent)
        {
            log.Dropped("tool_choice", choice.Native);
        }
        writer.WriteEndObject();
    }

    private static void Report(ChatRequest request, ConversionLog log)
    {
        var tools = request.Tools;
        for (var i = 0; i < tools.Count; i++)
        {
            if (!tools[i].Native.IsAbsent && tools[i].Dialect != Names.Dialect)
                log.DroppedContent($"tools[{i}]", tools[i].Name);
            if (tools[i].Search is not null && !SearchTool.Offers(request, tools[i]))
                AllowedTools.RecordSearch(request.ToolChoice, log);
            if (tools[i].Strict == true)
                log.Dropped($"tools[{i}].strict", "true");
            if (tools[i].Cache is { } cache)
                log.Dropped($"tools[{i}].cache_control", cache.TimeToLive);
            Nested.Report(tools[i].Extras, log, $"tools[{i}]");
        }
    }
}
