using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Reads <c>tools</c> and <c>tool_choice</c>. Tools that the provider runs, and custom ones, are kept whole.</summary>
internal static class ToolReader
{
    /// <summary>Reads the array behind <c>tools</c>.</summary>
    public static List<ToolSpec>? ReadTools(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return null;
        var tools = new List<ToolSpec>();
        while (JsonRead.NextElement(ref reader))
            tools.Add(ReadTool(ref reader, body));
        return tools;
    }

    /// <summary>Reads the value behind <c>tool_choice</c>; null for null.</summary>
    public static ToolChoice? ReadChoice(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.Null: return null;
            case JsonTokenType.StartObject: return ReadChoiceObject(ref reader, body);
        }
        return JsonRead.TextHere(ref reader, body).ToString() switch
        {
            "auto" => new ToolChoice(ToolChoiceMode.Auto),
            "none" => new ToolChoice(ToolChoiceMode.None),
            "required" => new ToolChoice(ToolChoiceMode.Required),
            _ => throw JsonRead.Wrong(ref reader, body, "\"auto\", \"none\", \"required\" or an object"),
        };
    }

    private static ToolSpec ReadTool(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
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
            else
                tool = ReadMember(ref reader, body, tool, ref extras);
        }
        if (type is "function")
            return tool with { Extras = extras };
        if (type is null)
            throw new WireFormatException(JsonPlace.Of(body.Span, start) + ".type", "The tool has no type.");
        return new ToolSpec(tool.Name.Length > 0 ? tool.Name : type) { Native = new RawJson(body[start..(int)reader.BytesConsumed]), Dialect = Names.Dialect };
    }

    private static ToolSpec ReadMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ToolSpec tool, ref Extras? extras)
    {
        if (reader.ValueTextEquals("name"u8) && TypeOfNext(reader) == JsonTokenType.String)
            return tool with { Name = JsonRead.String(ref reader, body) ?? "" };
        if (reader.ValueTextEquals("strict"u8) && TypeOfNext(reader) is JsonTokenType.True or JsonTokenType.False)
            return tool with { Strict = JsonRead.Boolean(ref reader, body) };
        if (reader.ValueTextEquals("parameters"u8) && TypeOfNext(reader) == JsonTokenType.StartObject)
            return tool with { Schema = JsonRead.Raw(ref reader, body) };
        if (reader.ValueTextEquals("description"u8) && TypeOfNext(reader) == JsonTokenType.String)
        {
            var text = JsonRead.Text(ref reader, body);
            if (text.IsEmpty)
                ExtraMembers.Note(ref extras, Spelling.EmptyDescription);
            return tool with { Description = text };
        }
        ExtraMembers.Keep(ref reader, body, ref extras);
        return tool;
    }

    private static JsonTokenType TypeOfNext(Utf8JsonReader reader) => reader.Read() ? reader.TokenType : JsonTokenType.None;

    /// <summary>
    /// A named function, or a form that only this dialect knows: a custom tool, one that the provider runs, <c>allowed_tools</c>. Those are kept whole beside the nearest mode.
    /// </summary>
    private static ToolChoice ReadChoiceObject(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var start = (int)reader.TokenStartIndex;
        string? type = null;
        string? name = null;
        string? mode = null;
        var isPlain = true;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
                type = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("name"u8))
                name = JsonRead.String(ref reader, body);
            else
                mode = ReadMode(ref reader, body, ref isPlain) ?? mode;
        }
        if (type == "function" && isPlain && name is not null)
            return new ToolChoice(ToolChoiceMode.Named, name);
        var nearest = type switch
        {
            "function" or "custom" when name is not null => new ToolChoice(ToolChoiceMode.Named, name),
            "allowed_tools" when mode == "required" => new ToolChoice(ToolChoiceMode.Required),
            _ => new ToolChoice(ToolChoiceMode.Auto),
        };
        return nearest with { Native = new RawJson(body[start..(int)reader.BytesConsumed]), Dialect = Names.Dialect };
    }

    private static string? ReadMode(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref bool isPlain)
    {
        isPlain = false;
        if (reader.ValueTextEquals("mode"u8))
            return JsonRead.String(ref reader, body);
        JsonRead.Skip(ref reader);
        return null;
    }
}
