using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Reads the <c>tool_calls</c> of a message that a caller sends back.</summary>
internal static class ToolCallReader
{
    /// <summary>Reads the array behind the name.</summary>
    public static IReadOnlyList<ToolCallPart> Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return [];
        var calls = new List<ToolCallPart>();
        while (JsonRead.NextElement(ref reader))
        {
            JsonRead.Object(ref reader, body);
            calls.Add(ReadCall(ref reader, body));
        }
        return calls;
    }

    /// <summary>Reads the object that the reader stands on: the name, and the arguments as JSON inside a string (an object is tolerated) or a custom tool's free input.</summary>
    public static (string Name, ToolArguments Arguments) ReadFunction(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        var name = "";
        var arguments = default(ToolArguments);
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
                name = JsonRead.String(ref reader, body) ?? "";
            else if (reader.ValueTextEquals("arguments"u8))
                arguments = ReadArguments(ref reader, body);
            else if (reader.ValueTextEquals("input"u8))
                arguments = ToolArguments.FromText(JsonRead.Text(ref reader, body));
            else
                ExtraMembers.KeepInner(ref reader, body, "function", ref extras);
        }
        return (name, arguments);
    }

    /// <summary>Reads the call whose opening brace the reader stands on.</summary>
    public static ToolCallPart ReadCall(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var id = "";
        var function = (Name: "", Arguments: default(ToolArguments));
        var isCustom = false;
        CacheHint? cache = null;
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("id"u8))
                id = JsonRead.String(ref reader, body) ?? "";
            else if (reader.ValueTextEquals("type"u8))
                isCustom = JsonRead.String(ref reader, body) == "custom";
            else if (reader.ValueTextEquals("function"u8) || reader.ValueTextEquals("custom"u8))
                function = JsonRead.BeginObject(ref reader, body) ? Richer(function, ReadFunction(ref reader, body, ref extras)) : function;
            else if (reader.ValueTextEquals("cache_control"u8))
                CacheControl.Read(ref reader, body, ref cache, ref extras);
            else
                ExtraMembers.Keep(ref reader, body, ref extras);
        }
        return new ToolCallPart(id, function.Name, function.Arguments) { IsCustom = isCustom, Cache = cache, Extras = extras };
    }

    /// <summary>Of <c>function</c> and <c>custom</c>, where both are there, the one with a name counts.</summary>
    private static (string Name, ToolArguments Arguments) Richer((string Name, ToolArguments Arguments) before, (string Name, ToolArguments Arguments) read) =>
        read.Name.Length > 0 || before.Name.Length == 0 ? read : before;

    private static ToolArguments ReadArguments(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.StartObject
            ? ToolArguments.FromValue(JsonScan.ReadRaw(ref reader, body))
            : ToolArguments.FromText(JsonRead.TextHere(ref reader, body));
    }
}
