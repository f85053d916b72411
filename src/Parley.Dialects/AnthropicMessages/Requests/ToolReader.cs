using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.AnthropicMessages;

/// <summary>Reads <c>tools</c> and <c>tool_choice</c>.</summary>
internal static class ToolReader
{
    private const string Custom = "custom";

    /// <summary>The list of a caller who said that there are no tools, which is written again as it was said.</summary>
    public static IReadOnlyList<ToolSpec> SaidEmpty { get; } = new List<ToolSpec>(0).AsReadOnly();

    /// <summary>An empty JSON array.</summary>
    public static RawJson EmptyArray { get; } = RawJson.Parse("[]");

    /// <summary>Moves to the value of <c>tools</c>.</summary>
    public static IReadOnlyList<ToolSpec> ReadAll(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return [];
        var tools = new List<ToolSpec>();
        while (JsonRead.NextElement(ref reader))
        {
            JsonRead.Object(ref reader, body);
            tools.Add(Read(ref reader, body));
        }
        return tools.Count == 0 ? SaidEmpty : tools;
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
                type = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("name"u8))
                name = JsonRead.String(ref reader, body);
            else if (type is not (null or Custom))
                JsonRead.Skip(ref reader);
            else if (reader.ValueTextEquals("description"u8))
                description = JsonRead.Text(ref reader, body);
            else if (reader.ValueTextEquals("input_schema"u8))
                schema = JsonRead.Raw(ref reader, body);
            else if (reader.ValueTextEquals("strict"u8))
                strict = JsonRead.Boolean(ref reader, body);
            else
                BlockReader.ReadShared(ref reader, body, ref cache, ref extras);
        }
        if (type is not (null or Custom))
            return Native(type, name, start, body);
        if (string.IsNullOrEmpty(name))
            throw new WireFormatException($"{JsonPlace.Of(body.Span, (int)start.TokenStartIndex)}.name", "A tool needs a name.");
        return new ToolSpec(name) { WireType = type, Description = description, Schema = schema, Strict = strict, Cache = cache, Extras = extras };
    }

    /// <summary>A tool that the provider runs or knows by itself. Some have no name (<c>mcp_toolset</c>); their type stands in for it.</summary>
    private static ToolSpec Native(string type, string? name, Utf8JsonReader start, ReadOnlyMemory<byte> body) =>
        new(name ?? type) { Native = JsonScan.ReadRaw(ref start, body), Dialect = Names.Dialect };
}
