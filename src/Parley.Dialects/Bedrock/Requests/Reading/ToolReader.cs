using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Bedrock;

/// <summary>Reads <c>toolConfig</c>.</summary>
internal static class ToolReader
{
    /// <summary>Moves to the value of <c>toolConfig</c>.</summary>
    public static (IReadOnlyList<ToolSpec> Tools, ToolChoice? Choice) Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        IReadOnlyList<ToolSpec> tools = [];
        ToolChoice? choice = null;
        if (!JsonRead.BeginObject(ref reader, body))
            return (tools, choice);
        extras ??= new Extras(Names.Dialect);
        extras.AddSpelling(Names.ToolConfig, Names.EmptyObject);
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("tools"u8))
                tools = ReadTools(ref reader, body, extras);
            else if (reader.ValueTextEquals("toolChoice"u8))
                choice = ReadChoice(ref reader, body);
            else
                NestedExtras.Keep(ref reader, body, Names.ToolConfig, extras);
        }
        return (tools, choice);
    }

    private static List<ToolSpec> ReadTools(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, Extras extras)
    {
        var tools = new List<ToolSpec>();
        if (!JsonRead.BeginArray(ref reader, body))
            return tools;
        while (JsonRead.NextElement(ref reader))
        {
            JsonRead.Object(ref reader, body);
            var whole = reader;
            var block = JsonScan.ReadRaw(ref whole, body);
            if (tools.Count > 0 && tools[^1].Cache is null && CachePoint.Of(block) is { } cache)
            {
                tools[^1] = tools[^1] with { Cache = cache };
                reader = whole;
                continue;
            }
            tools.Add(ReadTool(ref reader, body, block));
        }
        if (tools.Count == 0)
            extras.Add($"{Names.ToolConfig}.tools", RawJson.Parse("[]"));
        return tools;
    }

    /// <summary>A tool that the service runs or knows by itself is kept whole.</summary>
    private static ToolSpec ReadTool(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, RawJson block)
    {
        ToolSpec? tool = null;
        string? kind = null;
        while (JsonRead.NextMember(ref reader))
        {
            kind ??= reader.GetString();
            if (reader.ValueTextEquals("toolSpec"u8))
                tool = ReadSpec(ref reader, body);
            else
                JsonRead.Skip(ref reader);
        }
        return tool ?? new ToolSpec(NameOf(block) ?? kind ?? "") { Native = block, Dialect = Names.Dialect };
    }

    private static ToolSpec? ReadSpec(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        var start = reader;
        string? name = null;
        var tool = new ToolSpec("");
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
                name = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("description"u8))
                tool = tool with { Description = ReadDescription(ref reader, body, ref extras) };
            else if (reader.ValueTextEquals("inputSchema"u8))
                tool = tool with { Schema = ReadSchema(ref reader, body) };
            else if (reader.ValueTextEquals("strict"u8))
                tool = tool with { Strict = JsonRead.Boolean(ref reader, body) };
            else
                ExtrasReading.Keep(ref reader, body, Names.Dialect, ref extras);
        }
        if (string.IsNullOrEmpty(name))
            throw new WireFormatException($"{JsonPlace.Of(body.Span, (int)start.TokenStartIndex)}.name", "A tool needs a name.");
        return tool with { Name = name, Extras = extras };
    }

    private static JsonText ReadDescription(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        var description = JsonRead.Text(ref reader, body);
        if (reader.TokenType == JsonTokenType.String && description.IsEmpty)
            (extras ??= new Extras(Names.Dialect)).AddSpelling("description", RawJson.Parse("\"\""));
        return description;
    }

    private static RawJson ReadSchema(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        RawJson schema = default;
        if (!JsonRead.BeginObject(ref reader, body))
            return schema;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("json"u8))
                schema = JsonRead.Raw(ref reader, body);
            else
                JsonRead.Skip(ref reader);
        }
        return schema;
    }

    private static ToolChoice? ReadChoice(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var whole = JsonRead.Raw(ref reader, body);
        if (whole.IsAbsent)
            return null;
        if (whole.Kind != JsonValueKind.Object)
            throw JsonRead.Wrong(ref reader, body, "an object");
        var members = new JsonMembers(whole.Utf8);
        while (members.Next(out var name, out var value))
        {
            if (name.SequenceEqual("auto"u8) && value.Kind == JsonValueKind.Object)
                return new ToolChoice(ToolChoiceMode.Auto);
            if (name.SequenceEqual("any"u8) && value.Kind == JsonValueKind.Object)
                return new ToolChoice(ToolChoiceMode.Required);
            if (name.SequenceEqual("tool"u8) && value.Kind == JsonValueKind.Object)
                return NamedBy(value) is { } tool ? new ToolChoice(ToolChoiceMode.Named, tool) : throw new WireFormatException("toolConfig.toolChoice.tool.name", "A tool choice needs the tool's name.");
        }
        return new ToolChoice(ToolChoiceMode.Auto) { Native = whole, Dialect = Names.Dialect };
    }

    private static string? NameOf(RawJson block)
    {
        var members = new JsonMembers(block.Utf8);
        return members.Next(out _, out var value) && value.Kind == JsonValueKind.Object ? NamedBy(value) : null;
    }

    private static string? NamedBy(RawJson value)
    {
        var members = new JsonMembers(value.Utf8);
        while (members.Next(out var name, out var text))
        {
            if (name.SequenceEqual("name"u8) && text.Kind == JsonValueKind.String)
                return text.AsText().ToString();
        }
        return null;
    }
}
