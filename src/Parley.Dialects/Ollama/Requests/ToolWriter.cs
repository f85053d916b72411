using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Ollama;

/// <summary>Writes <c>tools</c>. Ollama has no tool choice: "none" leaves the tools out, other demands are recorded as lost.</summary>
internal sealed class ToolWriter(ChatRequest request, ConversionLog log, Utf8JsonWriter writer)
{
    /// <summary>Writes the list when there is one.</summary>
    public void Write()
    {
        if (!IsOffered())
            return;
        var hasBegun = false;
        for (var i = 0; i < request.Tools.Count; i++)
        {
            var tool = request.Tools[i];
            if (!AllowedTools.Offers(request.ToolChoice, tool))
                continue;
            if (!tool.Native.IsAbsent && tool.Dialect != DialectNames.Ollama)
            {
                log.DroppedContent($"tools[{i}]", tool.Name);
                continue;
            }
            if (!hasBegun)
                writer.WriteStartArray("tools"u8);
            hasBegun = true;
            WriteTool(tool, $"tools[{i}]");
        }
        if (hasBegun)
            writer.WriteEndArray();
    }

    private bool IsOffered()
    {
        var isOffered = request.Tools.Count > 0;
        if (request.ToolChoice is not { } choice)
            return isOffered;
        if (choice.Mode == ToolChoiceMode.None && isOffered)
        {
            log.Emulated("tool_choice", "none", "tools left out");
            return false;
        }
        if (!choice.Native.IsAbsent)
            log.Dropped("tool_choice", choice.Native);
        else if (choice.Mode is ToolChoiceMode.Required or ToolChoiceMode.Named)
            log.Dropped("tool_choice", choice.Names.Count > 0 ? string.Join(", ", choice.Names) : "required");
        return isOffered;
    }

    private void WriteTool(ToolSpec tool, string place)
    {
        if (!tool.Native.IsAbsent)
        {
            tool.Native.WriteValue(writer);
            return;
        }
        writer.WriteStartObject();
        if (!PlacedExtras.WasAbsent(tool.Extras, "type"))
            writer.WriteString("type"u8, "function"u8);
        writer.WriteStartObject("function"u8);
        writer.WriteString("name"u8, tool.Name);
        if (!tool.Description.IsEmpty)
            tool.Description.WriteMember(writer, "description"u8);
        WriteSchema(tool);
        PlacedExtras.WriteInside(tool.Extras, writer, OllamaNames.FunctionPrefix);
        writer.WriteEndObject();
        PlacedExtras.WriteOutside(tool.Extras, writer, OllamaNames.FunctionPrefix, log, place);
        writer.WriteEndObject();
        if (tool.Strict == true)
            log.Dropped(place + ".strict", "true");
        if (tool.Cache is not null)
            log.Dropped(place + ".cache_control");
    }

    /// <summary>Prompt templates walk through the properties, so that a tool without arguments still needs its empty list of them.</summary>
    private void WriteSchema(ToolSpec tool)
    {
        if (!tool.Schema.IsAbsent)
            tool.Schema.WriteMember(writer, "parameters"u8);
        else if (request.Dialect != DialectNames.Ollama)
            writer.WriteRawMember("parameters"u8, """{"type":"object","properties":{}}"""u8);
    }
}
