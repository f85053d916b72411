using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>Reads tool calls and their results.</summary>
internal static class ToolPartReader
{
    public static Part ReadCall(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var start = reader.TokenStartIndex;
        string? id = null;
        string? name = null;
        ToolArguments arguments = default;
        var isCustom = false;
        var isInvented = false;
        var shared = new SharedMembers();
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("id"u8))
                id = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("name"u8))
                name = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("arguments"u8))
                arguments = ReadArguments(ref reader, body);
            else if (reader.ValueTextEquals("input"u8))
                (arguments, isCustom) = (ToolArguments.FromText(JsonRead.Text(ref reader, body)), true);
            else if (reader.ValueTextEquals("id_invented"u8))
                isInvented = JsonRead.Boolean(ref reader, body) == true;
            else
                shared.Read(ref reader, body);
        }
        return shared.Put(new ToolCallPart(id ?? throw Members.Missing(body, start, "id"), name ?? throw Members.Missing(body, start, "name"), arguments)
        {
            IsCustom = isCustom,
            IdIsInvented = isInvented,
        });
    }

    public static Part ReadResult(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var start = reader.TokenStartIndex;
        string? id = null;
        var result = new ToolResultPart("", []);
        var shared = new SharedMembers();
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("tool_call_id"u8))
                id = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("content"u8))
                result = result with { Content = PartReader.ReadAll(ref reader, body) };
            else if (reader.ValueTextEquals("name"u8))
                result = result with { Name = JsonRead.String(ref reader, body) };
            else if (reader.ValueTextEquals("is_error"u8))
                result = result with { IsError = JsonRead.Boolean(ref reader, body) };
            else if (reader.ValueTextEquals("json"u8))
                result = result with { Json = JsonRead.Raw(ref reader, body) };
            else if (reader.ValueTextEquals("id_invented"u8))
                result = result with { IdIsInvented = JsonRead.Boolean(ref reader, body) == true };
            else
                shared.Read(ref reader, body);
        }
        return shared.Put(result with { ToolCallId = id ?? throw Members.Missing(body, start, "tool_call_id") });
    }

    private static ToolArguments ReadArguments(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.Null => default,
            JsonTokenType.String => ToolArguments.FromText(JsonRead.TextHere(ref reader, body)),
            _ => ToolArguments.FromValue(JsonScan.ReadRaw(ref reader, body)),
        };
    }
}
