using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>Reads tool calls and their results. Those that the service runs itself have a type and belong to nobody else: they are null here, and kept whole.</summary>
internal static class ToolBlockReader
{
    private const string Type = "type";

    /// <summary>Moves to the value of <c>toolUse</c>.</summary>
    public static ToolCallPart? ReadCall(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        var start = reader;
        string? id = null;
        string? name = null;
        RawJson input = default;
        var isOfService = false;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("toolUseId"u8))
                id = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("name"u8))
                name = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("input"u8))
                input = JsonRead.Raw(ref reader, body);
            else if (reader.ValueTextEquals("type"u8))
                isOfService = !IsPlain(ref reader, body, ref extras);
            else
                ExtrasReading.Keep(ref reader, body, Names.Dialect, ref extras);
        }
        if (isOfService)
            return null;
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(name))
            throw new WireFormatException($"{JsonPlace.Of(body.Span, (int)start.TokenStartIndex)}.{(string.IsNullOrEmpty(id) ? "toolUseId" : "name")}", "A tool call needs an id and a name.");
        return new ToolCallPart(id, name, ToolArguments.FromValue(input.IsAbsent ? Names.EmptyObject : input));
    }

    /// <summary>Moves to the value of <c>toolResult</c>.</summary>
    public static ToolResultPart? ReadResult(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, bool isReply, ref Extras? extras)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        var start = reader;
        string? id = null;
        List<Part>? content = null;
        string? status = null;
        var isOfService = isReply;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("toolUseId"u8))
                id = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("content"u8))
                content = JsonRead.BeginArray(ref reader, body) ? BlockReader.ReadAll(ref reader, body) : [];
            else if (reader.ValueTextEquals("status"u8))
                status = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("type"u8))
                isOfService |= !IsPlain(ref reader, body, ref extras);
            else
                ExtrasReading.Keep(ref reader, body, Names.Dialect, ref extras);
        }
        if (isOfService)
            return null;
        if (string.IsNullOrEmpty(id))
            throw new WireFormatException($"{JsonPlace.Of(body.Span, (int)start.TokenStartIndex)}.toolUseId", "A tool result needs the id of its call.");
        return new ToolResultPart(id, content ?? [])
        {
            IsError = status switch { "error" => true, "success" => false, _ => null },
            Json = content is [TextPart { Extras: { } only }] && only.Spelling("json") is { Kind: JsonValueKind.Object } json ? json : default,
        };
    }

    /// <summary>True for the type that says nothing (<c>tool_use</c>), which is kept as it was spelled.</summary>
    private static bool IsPlain(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        var type = JsonRead.Raw(ref reader, body);
        if (!type.IsAbsent && !type.Utf8.Span.SequenceEqual("\"tool_use\""u8))
            return false;
        if (!type.IsAbsent)
            (extras ??= new Extras(Names.Dialect)).AddSpelling(Type, type);
        return true;
    }
}
