using System.Collections.Frozen;
using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Reads one item of <c>input</c> or <c>output</c>, as a message of its own. Whether items of the assistant are one message is for the caller to say.</summary>
internal static class ItemReader
{
    private const string Reference = "item_reference";

    private static readonly string[] Types = ["message", "function_call", "reasoning", "function_call_output"];
    private static readonly string[] Roles = ["assistant", "user", "system", "developer"];

    /// <summary>Items that are kept as they are (openai-openapi, <c>InputItem</c>; those of compaction also as Codex writes them).</summary>
    private static readonly FrozenSet<string> Kept = FrozenSet.Create(
        StringComparer.Ordinal, Reference, "additional_tools", "apply_patch_call", "apply_patch_call_output", "code_interpreter_call", "compaction", "compaction_summary", "compaction_trigger", "context_compaction",
        "computer_call", "computer_call_output", "file_search_call", "image_generation_call", "local_shell_call", "local_shell_call_output", "mcp_approval_request", "mcp_approval_response", "mcp_call", "mcp_list_tools",
        "program", "program_output", "shell_call", "shell_call_output", "tool_search_call", "tool_search_output", "web_search_call");

    /// <summary>Reads the object whose opening brace the reader stands on.</summary>
    public static Message Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, bool isReply)
    {
        JsonRead.Object(ref reader, body);
        var (type, role, hasId) = Probe(reader, body);
        switch (type)
        {
            case null or "message" when role is not null:
                return MessageReader.Read(ref reader, body, RoleOf(ref reader, body, role), isReply);
            case "function_call" or "custom_tool_call":
                return new Message(Role.Assistant, [CallReader.ReadCall(ref reader, body, isReply)]);
            case "function_call_output" or "custom_tool_call_output":
                return new Message(Role.Tool, [CallReader.ReadOutput(ref reader, body, isReply)]);
            case "reasoning":
                return new Message(Role.Assistant, [ReasoningItem.Read(ref reader, body)]);
            case var call when !isReply && TypedTool.OfCall(call) is { } typed:
                return new Message(Role.Assistant, [TypedCallReader.ReadCall(typed, ref reader, body)]);
            case var output when !isReply && TypedTool.OfOutput(output) is { } typed:
                return new Message(Role.Tool, [TypedCallReader.ReadOutput(typed, ref reader, body)]);
            case "message" when !isReply:
                throw RequestProblem.Missing(body, (int)reader.TokenStartIndex, "role", "The message has no role.");
            case null when !isReply && !hasId:
                throw RequestProblem.Missing(body, (int)reader.TokenStartIndex, "type", "The item has no type, and is no message: it has no role.");
        }
        var json = JsonScan.ReadRaw(ref reader, body);
        var image = isReply && type == "image_generation_call" ? ImageItem.Read(json) : null;
        type ??= Reference;
        return new Message(Role.Assistant, [image ?? (Part)new OpaquePart(Names.Dialect, type, json) { IsReference = type == Reference, IsUnknown = !isReply && !Kept.Contains(type) }]);
    }

    /// <summary>The parts of one item of an answer.</summary>
    public static IReadOnlyList<Part> ReadParts(RawJson item)
    {
        var reader = item.CreateReader();
        reader.Read();
        return Read(ref reader, item.Utf8, isReply: true).Parts;
    }

    /// <summary>Type, role and whether there is an id, wherever among the members they stand. The reader is a copy.</summary>
    private static (string? Type, string? Role, bool HasId) Probe(Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var hasId = false;
        string? type = null;
        string? role = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
                type = JsonRead.Word(ref reader, body, Types);
            else if (reader.ValueTextEquals("role"u8))
                role = JsonRead.Word(ref reader, body, Roles);
            else if (reader.ValueTextEquals("id"u8))
                hasId = IsText(ref reader, body);
            else
                JsonRead.Skip(ref reader);
        }
        return (type, role, hasId);
    }

    /// <summary>Whether the value behind a name is a string, which else may only be null.</summary>
    private static bool IsText(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        _ = JsonRead.Text(ref reader, body);
        return reader.TokenType == JsonTokenType.String;
    }

    private static Role RoleOf(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, string role) => role switch
    {
        "user" => Role.User,
        "assistant" => Role.Assistant,
        "system" => Role.System,
        "developer" => Role.Developer,
        _ => throw new WireFormatException(JsonPlace.Of(body.Span, (int)reader.TokenStartIndex) + ".role", "The role must be user, assistant, system or developer."),
    };
}
