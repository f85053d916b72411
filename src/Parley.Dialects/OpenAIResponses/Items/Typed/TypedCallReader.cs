using System.Buffers;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Reads calls of typed tools and their outputs, from the input of a request. Both stay whole beside what other dialects are told.</summary>
internal static class TypedCallReader
{
    /// <summary>Reads a call: what it is to do are the arguments.</summary>
    public static ToolCallPart ReadCall(TypedTool tool, ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var start = (int)reader.TokenStartIndex;
        var item = JsonScan.ReadRaw(ref reader, body);
        var callId = TextOf(item, "call_id");
        if (string.IsNullOrEmpty(callId))
            throw RequestProblem.Missing(body, start, "call_id", "The call has no id.");
        var action = JsonMembers.Find(item, tool.Member);
        if (action.Kind != JsonValueKind.Object)
            throw RequestProblem.Missing(body, start, tool.Member, "The call does not say what to do.");
        return new ToolCallPart(callId, tool.Name, ToolArguments.FromValue(tool.Member == "action" ? WithoutType(action) : action)) { Extras = Whole(item) };
    }

    /// <summary>Reads an output. The outputs of a shell's commands are shown to other models as the list that they are.</summary>
    public static ToolResultPart ReadOutput(TypedTool tool, ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var start = (int)reader.TokenStartIndex;
        var item = JsonScan.ReadRaw(ref reader, body);
        // OpenAI's reference of local_shell_call_output has the id of the call as its id; its guide says call_id.
        var callId = TextOf(item, "call_id") ?? (tool.Name == "local_shell" ? TextOf(item, "id") : null);
        if (string.IsNullOrEmpty(callId))
            throw RequestProblem.Missing(body, start, "call_id", "The output does not say which call it answers.");
        var output = JsonMembers.Find(item, "output");
        var status = TextOf(item, "status");
        JsonText text = output.Kind switch
        {
            JsonValueKind.String => output.AsText(),
            JsonValueKind.Undefined or JsonValueKind.Null => status ?? "completed",
            _ => JsonText.FromString(output.ToString()),
        };
        return new ToolResultPart(callId, [new TextPart(text) { IsBare = true }]) { IsError = status == "failed" ? true : null, Extras = Whole(item) };
    }

    private static Extras Whole(RawJson item)
    {
        var extras = new Extras(Names.Dialect);
        extras.AddSpelling(Spelling.TypedItem, item);
        return extras;
    }

    /// <summary>An action is of one type only, which the function does not know.</summary>
    private static RawJson WithoutType(RawJson action)
    {
        var buffer = new ArrayBufferWriter<byte>(action.Utf8.Length);
        using (var json = new Utf8JsonWriter(buffer, JsonWire.WriterOptions))
        {
            json.WriteStartObject();
            var members = new JsonMembers(action.Utf8);
            while (members.Next(out var name, out var value))
            {
                if (!name.SequenceEqual("type"u8) && value.Kind != JsonValueKind.Null)
                    value.WriteMember(json, name);
            }
            json.WriteEndObject();
        }
        return new RawJson(buffer.WrittenMemory);
    }

    private static string? TextOf(RawJson item, string name) => JsonMembers.Find(item, name) is { Kind: JsonValueKind.String } value ? value.AsText().ToString() : null;
}
