using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Cohere;

/// <summary>Reads <c>tools</c> and <c>tool_choice</c>.</summary>
internal static class ToolReader
{
    /// <summary>Reads the list behind the name.</summary>
    public static List<ToolSpec> ReadAll(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        var tools = new List<ToolSpec>();
        if (!JsonRead.BeginArray(ref reader, body))
            return tools;
        while (JsonRead.NextElement(ref reader))
            tools.Add(Read(ref reader, body));
        if (tools.Count == 0)
            OwnExtras.AddEmptyList("tools", ref extras);
        return tools;
    }

    /// <summary>Reads the word behind the name; null for null.</summary>
    public static ToolChoice? ReadChoice(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body) => JsonRead.String(ref reader, body) switch
    {
        null => null,
        "REQUIRED" => new ToolChoice(ToolChoiceMode.Required),
        "NONE" => new ToolChoice(ToolChoiceMode.None),
        _ => throw JsonRead.Wrong(ref reader, body, "REQUIRED or NONE"),
    };

    private static ToolSpec Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        JsonRead.Object(ref reader, body);
        var start = (int)reader.TokenStartIndex;
        string? type = null;
        var tool = new ToolSpec("");
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
                type = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("function"u8))
                tool = ReadFunction(ref reader, body, tool, ref extras);
            else
                OwnExtras.Keep(ref reader, body, ref extras);
        }
        if (type is not (null or "function"))
            return new ToolSpec(type) { Native = new RawJson(body[start..(int)reader.BytesConsumed]), Dialect = Names.Dialect };
        return tool.Name.Length > 0 ? tool with { Extras = extras } : throw Nameless(body, start);
    }

    private static ToolSpec ReadFunction(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ToolSpec tool, ref Extras? extras)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return tool;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
                tool = tool with { Name = JsonRead.String(ref reader, body) ?? "" };
            else if (reader.ValueTextEquals("description"u8))
                tool = tool with { Description = ReadDescription(ref reader, body, ref extras) };
            else if (reader.ValueTextEquals("parameters"u8))
                tool = tool with { Schema = ReadSchema(ref reader, body) };
            else
                OwnExtras.KeepInner(ref reader, body, Names.FunctionPrefix, ref extras);
        }
        return tool;
    }

    private static JsonText ReadDescription(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        var description = JsonRead.Text(ref reader, body);
        if (description.IsEmpty && reader.TokenType == JsonTokenType.String)
            OwnExtras.Add(Names.FunctionPrefix + "description", RawJson.Parse("\"\""), ref extras);
        return description;
    }

    private static RawJson ReadSchema(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => JsonScan.ReadRaw(ref reader, body),
            JsonTokenType.Null => default,
            _ => throw JsonRead.Wrong(ref reader, body, "a JSON Schema"),
        };
    }

    private static WireFormatException Nameless(ReadOnlyMemory<byte> body, int start)
    {
        var place = JsonPlace.Of(body.Span, start) + ".function.name";
        return new WireFormatException(place, $"{place} is missing.");
    }
}
