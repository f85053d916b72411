using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Reads <c>tools</c> and <c>tool_choice</c>.</summary>
internal static class ToolReader
{
    private const string Custom = "custom";

    /// <summary>Moves to the value of <c>tools</c>. That there are none is worth a spelling: clients say it, and the model is to see the same bytes.</summary>
    public static IReadOnlyList<ToolSpec> ReadAll(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return [];
        var start = (int)reader.TokenStartIndex;
        var tools = new List<ToolSpec>();
        while (JsonRead.NextElement(ref reader))
        {
            JsonRead.Object(ref reader, body);
            tools.Add(Read(ref reader, body));
        }
        if (tools.Count == 0)
            (extras ??= new Extras(Names.Dialect)).AddSpelling("tools", new RawJson(body[start..(int)reader.BytesConsumed]));
        return tools;
    }

    /// <summary>Moves to the value of <c>tool_choice</c>, which also says whether calls may be parallel.</summary>
    public static ToolChoice? ReadChoice(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref bool? parallel)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        var start = (int)reader.TokenStartIndex;
        string? type = null;
        string? name = null;
        var others = false;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
                type = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("name"u8))
                name = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("disable_parallel_tool_use"u8))
                parallel = !JsonRead.Boolean(ref reader, body);
            else
            {
                others = true;
                JsonRead.Skip(ref reader);
            }
        }
        var whole = new RawJson(body[start..(int)reader.BytesConsumed]);
        var choice = type switch
        {
            "auto" => new ToolChoice(ToolChoiceMode.Auto),
            "any" => new ToolChoice(ToolChoiceMode.Required),
            "none" => new ToolChoice(ToolChoiceMode.None),
            "tool" when name is not null => new ToolChoice(ToolChoiceMode.Named, name),
            "tool" => throw new WireFormatException("tool_choice.name", "A tool choice of type tool needs a name."),
            null => throw new WireFormatException("tool_choice.type", "A tool choice needs a type."),
            _ => new ToolChoice(ToolChoiceMode.Auto) { Native = whole, Dialect = Names.Dialect },
        };
        return others ? choice with { Native = whole, Dialect = Names.Dialect } : choice;
    }

    private static ToolSpec Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var start = reader;
        string? type = null;
        string? name = null;
        JsonText description = default;
        RawJson schema = default;
        bool? strict = null;
        CacheHint? cache = null;
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
                type = Spelled(ref reader, body, "type", ref extras).ToString();
            else if (reader.ValueTextEquals("name"u8))
                name = JsonRead.String(ref reader, body);
            else if (type is not (null or "" or Custom))
                JsonRead.Skip(ref reader);
            else if (reader.ValueTextEquals("description"u8))
                description = Spelled(ref reader, body, "description", ref extras);
            else if (reader.ValueTextEquals("input_schema"u8))
                schema = JsonDemand.Schema(ref reader, body);
            else if (reader.ValueTextEquals("strict"u8))
                strict = JsonRead.Boolean(ref reader, body);
            else
                BlockReader.ReadShared(ref reader, body, ref cache, ref extras);
        }
        if (type is not (null or "" or Custom))
            return Native(type, name, start, body);
        if (string.IsNullOrEmpty(name))
            throw new WireFormatException($"{JsonPlace.Of(body.Span, (int)start.TokenStartIndex)}.name", "A tool needs a name.");
        return new ToolSpec(name) { Description = description, Schema = schema, Strict = strict, Cache = cache, Extras = extras };
    }

    /// <summary>Moves to a text that says nothing more than its absence would: <c>custom</c> is the default, an empty description describes nothing.</summary>
    private static JsonText Spelled(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, string name, ref Extras? extras)
    {
        var text = JsonRead.Text(ref reader, body);
        if (reader.TokenType == JsonTokenType.String && (text.IsEmpty || name == "type"))
            (extras ??= new Extras(Names.Dialect)).AddSpelling(name, JsonScan.ReadRaw(ref reader, body));
        return text;
    }

    /// <summary>A tool that the provider runs or knows by itself. Some have no name (<c>mcp_toolset</c>); their type stands in for it.</summary>
    private static ToolSpec Native(string type, string? name, Utf8JsonReader start, ReadOnlyMemory<byte> body) =>
        new(name ?? type) { Native = JsonScan.ReadRaw(ref start, body), Dialect = Names.Dialect };
}
