using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>Writes <c>toolConfig</c>.</summary>
/// <remarks>
/// The API wants the member wherever the conversation holds calls or results ("The toolConfig field must be defined when using toolUse and toolResult content blocks"), and it has no word against the use of tools:
/// so calls in the past bring their tools' names along, and <c>none</c> leaves all tools out where that is allowed.
/// </remarks>
internal static class ToolWriter
{
    private static readonly RawJson NoArguments = RawJson.Parse("""{"type":"object","properties":{}}""");

    public static void Write(RequestScope scope)
    {
        var choice = scope.Request.ToolChoice;
        var called = scope.IsOwn ? [] : CalledTools(scope.Request);
        var tools = Usable(scope);
        if (tools.Count > 0 && choice is { Mode: ToolChoiceMode.None } && !scope.IsOwn && called.Count == 0)
        {
            scope.Log.Emulated("tool_choice", "none", "no tools");
            return;
        }
        if (tools.Count == 0 && called.Count > 0)
        {
            tools = called.ConvertAll(static name => new ToolSpec(name));
            scope.Log.Emulated("tools", null, "the tools called before");
        }
        if (tools.Count == 0 && !NestedExtras.HasAny(scope.Request.Extras, Names.ToolConfig))
        {
            if (choice is { Mode: ToolChoiceMode.Required or ToolChoiceMode.Named })
                scope.Log.Dropped("tool_choice");
            return;
        }
        scope.Json.WriteStartObject("toolConfig"u8);
        WriteTools(tools, scope);
        WriteChoice(choice, scope);
        NestedExtras.Write(scope.Request.Extras, Names.ToolConfig, scope.Json);
        scope.Json.WriteEndObject();
    }

    private static List<ToolSpec> Usable(RequestScope scope)
    {
        var usable = new List<ToolSpec>();
        for (var i = 0; i < scope.Request.Tools.Count; i++)
        {
            var tool = scope.Request.Tools[i];
            if (!AllowedTools.Offers(scope.Request.ToolChoice, tool))
                continue;
            if (tool.Native.IsAbsent || tool.Dialect == Names.Dialect)
                usable.Add(tool);
            else
                scope.Log.DroppedContent($"tools[{i}]", tool.Name);
        }
        return usable;
    }

    private static List<string> CalledTools(ChatRequest request)
    {
        var names = new List<string>();
        foreach (var message in request.Messages)
        {
            foreach (var part in message.Parts)
            {
                var name = part is ToolCallPart call ? call.Name : part is ToolResultPart result ? result.Name ?? (names.Count == 0 ? "tool" : null) : null;
                if (name is { Length: > 0 } && !names.Contains(name))
                    names.Add(name);
            }
        }
        return names;
    }

    private static void WriteTools(List<ToolSpec> tools, RequestScope scope)
    {
        if (tools.Count == 0)
            return;
        scope.Json.WriteStartArray("tools"u8);
        for (var i = 0; i < tools.Count; i++)
        {
            var place = $"tools[{i}]";
            if (tools[i].Native.IsAbsent)
                WriteTool(tools[i], scope, place);
            else
                tools[i].Native.WriteValue(scope.Json);
            // Nova has cache points in messages only.
            if (tools[i].Cache is not null && !scope.IsOwn && scope.Family.Maker is Maker.Nova or Maker.Nova2)
                scope.Log.Dropped($"{place}.cache_control");
            else
                scope.WriteCache(tools[i].Cache, place);
        }
        scope.Json.WriteEndArray();
    }

    private static void WriteTool(ToolSpec tool, RequestScope scope, string place)
    {
        var json = scope.Json;
        json.WriteStartObject();
        json.WriteStartObject("toolSpec"u8);
        json.WriteString("name"u8, tool.Name);
        if (!tool.Description.IsEmpty)
            tool.Description.WriteMember(json, "description"u8);
        else
            scope.TryWriteSpelling(tool.Extras, "description");
        if (!scope.IsOwn || !tool.Schema.IsAbsent)
        {
            json.WriteStartObject("inputSchema"u8);
            var schema = scope.IsOwn ? tool.Schema : ArgumentSchema.Of(tool.Schema.IsAbsent ? NoArguments : tool.Schema, scope.Log, $"{place}.parameters");
            schema.WriteMember(json, "json"u8);
            json.WriteEndObject();
        }
        if (tool.Strict is { } strict && (scope.IsOwn || strict && scope.Family.KnowsSchemas))
            json.WriteBoolean("strict"u8, strict);
        else if (tool.Strict == true)
            scope.Log.Dropped($"{place}.strict", "true");
        tool.Extras.Write(json, Names.Dialect, scope.Log, place);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteChoice(ToolChoice? choice, RequestScope scope)
    {
        if (choice is null)
            return;
        if (choice is { Dialect: Names.Dialect, Native.IsAbsent: false })
        {
            choice.Native.WriteMember(scope.Json, "toolChoice"u8);
            return;
        }
        if (!choice.Native.IsAbsent)
            scope.Log.Dropped("tool_choice", choice.Native);
        if (choice.Mode == ToolChoiceMode.None)
        {
            scope.Log.Dropped("tool_choice", "none");
            return;
        }
        scope.Json.WriteStartObject("toolChoice"u8);
        if (choice is { Mode: ToolChoiceMode.Named, Names: [var name] })
        {
            scope.Json.WriteStartObject("tool"u8);
            scope.Json.WriteString("name"u8, name);
        }
        else
        {
            scope.Json.WriteStartObject(choice.Mode == ToolChoiceMode.Auto ? "auto"u8 : "any"u8);
        }
        scope.Json.WriteEndObject();
        scope.Json.WriteEndObject();
    }
}
