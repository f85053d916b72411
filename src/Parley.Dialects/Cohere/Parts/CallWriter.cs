using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Cohere;

/// <summary>Writes one element of <c>tool_calls</c>, for requests and replies. Arguments are a JSON object within a string; the free text of a custom tool becomes its one member.</summary>
internal static class CallWriter
{
    /// <summary>Writes the call under an id that the target takes.</summary>
    public static void Write(Utf8JsonWriter writer, ToolCallPart call, string id, ConversionLog log, string place)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, id);
        writer.WriteString("type"u8, "function"u8);
        writer.WriteStartObject("function"u8);
        writer.WriteString("name"u8, call.Name);
        if (call.IsCustom)
            WriteWrapped(writer, call, log, place);
        else
            call.Arguments.WriteText(writer, "arguments"u8);
        call.Extras.WriteInner(writer, Names.FunctionPrefix);
        writer.WriteEndObject();
        call.Extras.WriteOuter(writer, log, place, Names.FunctionPrefix);
        writer.WriteEndObject();
        if (call.Signature is not null)
            log.Dropped(place + ".signature");
        if (call.Cache is not null)
            log.Dropped(place + ".cache_control");
    }

    private static void WriteWrapped(Utf8JsonWriter writer, ToolCallPart call, ConversionLog log, string place)
    {
        ToolArguments.FromValue(CustomInput.Wrap(call.Arguments.AsText())).WriteText(writer, "arguments"u8);
        log.Emulated(place + ".input", null, "arguments.input");
    }
}
