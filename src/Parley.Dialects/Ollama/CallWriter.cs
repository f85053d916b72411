using System.Text.Json;
using Parley.Dialects.Conversation;

namespace Parley.Dialects.Ollama;

/// <summary>Writes one element of <c>tool_calls</c>, for requests and replies.</summary>
internal static class CallWriter
{
    /// <summary>Writes the call.</summary>
    /// <param name="writer">Takes it.</param>
    /// <param name="call">The call.</param>
    /// <param name="id">The id; null to leave it out.</param>
    /// <param name="index">The number of the call within the answer; null to leave it out unless the wire had one.</param>
    /// <param name="log">Takes what is lost.</param>
    /// <param name="place">Where the call stands for the caller.</param>
    public static void Write(Utf8JsonWriter writer, ToolCallPart call, string? id, int? index, ConversionLog log, string place)
    {
        writer.WriteStartObject();
        if (id is not null)
            writer.WriteString("id"u8, id);
        writer.WriteStartObject("function"u8);
        if (index is { } number && !HasIndex(call.Extras))
            writer.WriteNumber("index"u8, number);
        writer.WriteString("name"u8, call.Name);
        writer.WritePropertyName("arguments"u8);
        WriteArguments(writer, call, log, place);
        PlacedExtras.WriteInside(call.Extras, writer, OllamaNames.FunctionPrefix);
        writer.WriteEndObject();
        PlacedExtras.WriteOutside(call.Extras, writer, OllamaNames.FunctionPrefix, log, place);
        writer.WriteEndObject();
        if (call.Signature is not null)
            log.Dropped(place + ".signature");
    }

    private static bool HasIndex(Extras? extras) => extras is { Dialect: DialectNames.Ollama } && !extras[OllamaNames.FunctionPrefix + "index"].IsAbsent;

    /// <summary>Arguments are an object or nothing: Ollama rejects every other form.</summary>
    private static void WriteArguments(Utf8JsonWriter writer, ToolCallPart call, ConversionLog log, string place)
    {
        if (call.IsCustom)
        {
            writer.WriteStartObject();
            call.Arguments.AsText().WriteMember(writer, "input"u8);
            writer.WriteEndObject();
            log.Emulated(place + ".input", null, "arguments.input");
        }
        else if (call.Arguments.TryGetObject(out var value))
        {
            value.WriteValue(writer);
        }
        else
        {
            writer.WriteRawValue("{}"u8, skipInputValidation: true);
            log.DroppedContent(place + ".arguments", call.Arguments.ToString());
        }
    }
}
