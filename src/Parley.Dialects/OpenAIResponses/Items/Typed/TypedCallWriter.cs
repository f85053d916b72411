using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Writes the call of a function that stands for a typed tool as the item that the caller expects. Models of other makers keep to the function's schema or nearly so: one command may be no list.</summary>
internal static class TypedCallWriter
{
    private static readonly RawJson NoVariables = RawJson.Parse("{}");

    /// <summary>Writes the item.</summary>
    public static void Write(ItemScope scope, TypedTool tool, ToolCallPart call, ItemPlace place)
    {
        var json = scope.Json;
        call.Arguments.TryGetObject(out var arguments);
        json.WriteStartObject();
        json.WriteString("type"u8, tool.Call);
        scope.WriteId(call.Extras, tool.Prefix, place.Index);
        json.WriteString("call_id"u8, call.Id);
        scope.WriteStatus(call.Extras, place.Status);
        json.WriteStartObject(tool.Member);
        switch (tool.Name)
        {
            case "shell": WriteShell(json, arguments); break;
            case "local_shell": WriteLocalShell(json, arguments); break;
            default: WriteOperation(json, arguments); break;
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Whether the arguments say enough for the item; a call that does not is written as that of the function, since nobody could run it.</summary>
    public static bool CanWrite(TypedTool tool, ToolCallPart call)
    {
        if (!call.Arguments.TryGetObject(out var arguments))
            return false;
        return tool.Name switch
        {
            "shell" => JsonMembers.Find(arguments, "commands"u8).Kind is JsonValueKind.Array or JsonValueKind.String,
            "local_shell" => JsonMembers.Find(arguments, "command"u8).Kind is JsonValueKind.Array or JsonValueKind.String,
            _ => JsonMembers.Find(arguments, "path"u8).Kind == JsonValueKind.String && JsonMembers.Find(arguments, "type"u8).Kind == JsonValueKind.String,
        };
    }

    private static void WriteShell(Utf8JsonWriter json, RawJson arguments)
    {
        WriteList(json, "commands"u8, JsonMembers.Find(arguments, "commands"u8));
        WriteNumber(json, "timeout_ms"u8, arguments);
        WriteNumber(json, "max_output_length"u8, arguments);
    }

    private static void WriteLocalShell(Utf8JsonWriter json, RawJson arguments)
    {
        json.WriteString("type"u8, "exec"u8);
        WriteList(json, "command"u8, JsonMembers.Find(arguments, "command"u8));
        var env = JsonMembers.Find(arguments, "env"u8);
        (env.Kind == JsonValueKind.Object ? env : NoVariables).WriteMember(json, "env"u8);
        WriteText(json, "working_directory"u8, arguments);
        WriteNumber(json, "timeout_ms"u8, arguments);
        WriteText(json, "user"u8, arguments);
    }

    private static void WriteOperation(Utf8JsonWriter json, RawJson arguments)
    {
        var type = JsonMembers.Find(arguments, "type"u8);
        type.WriteMember(json, "type"u8);
        JsonMembers.Find(arguments, "path"u8).WriteMember(json, "path"u8);
        if (type.Utf8.Span.SequenceEqual("\"delete_file\""u8))
            return;
        var diff = JsonMembers.Find(arguments, "diff"u8);
        json.WritePropertyName("diff"u8);
        if (diff.Kind == JsonValueKind.String)
            diff.WriteValue(json);
        else
            json.WriteStringValue(""u8);
    }

    private static void WriteList(Utf8JsonWriter json, ReadOnlySpan<byte> name, RawJson value)
    {
        json.WritePropertyName(name);
        if (value.Kind == JsonValueKind.Array)
        {
            value.WriteValue(json);
            return;
        }
        json.WriteStartArray();
        value.WriteValue(json);
        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, RawJson arguments)
    {
        if (JsonMembers.Find(arguments, name) is { Kind: JsonValueKind.Number } number)
            number.WriteMember(json, name);
        else
            json.WriteNull(name);
    }

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, RawJson arguments)
    {
        if (JsonMembers.Find(arguments, name) is { Kind: JsonValueKind.String } text)
            text.WriteMember(json, name);
        else
            json.WriteNull(name);
    }
}
