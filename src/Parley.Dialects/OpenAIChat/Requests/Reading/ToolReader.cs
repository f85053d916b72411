using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIChat;

/// <summary>Reads <c>tools</c> and <c>tool_choice</c>, and their older forms <c>functions</c> and <c>function_call</c>.</summary>
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

    /// <summary>Reads the array behind <c>functions</c>.</summary>
    public static List<ToolSpec>? ReadFunctions(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return null;
        var tools = new List<ToolSpec>();
        while (JsonRead.NextElement(ref reader))
        {
            JsonRead.Object(ref reader, body);
            Extras? extras = null;
            tools.Add(ReadFunction(ref reader, body, ref extras) with { Extras = extras });
        }
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
        var word = JsonRead.TextHere(ref reader, body);
        return word.ToString() switch
        {
            "auto" => new ToolChoice(ToolChoiceMode.Auto),
            "none" => new ToolChoice(ToolChoiceMode.None),
            "required" => new ToolChoice(ToolChoiceMode.Required),
            "any" => new ToolChoice(ToolChoiceMode.Required) { Native = JsonScan.ReadRaw(ref reader, body), Dialect = Names.Dialect },
            _ => throw JsonRead.Wrong(ref reader, body, "\"auto\", \"none\", \"required\" or an object"),
        };
    }

    /// <summary>Reads the value behind <c>function_call</c>; null for null.</summary>
    public static ToolChoice? ReadFunctionCall(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            var name = "";
            while (JsonRead.NextMember(ref reader))
                name = ReadNameOrSkip(ref reader, body) ?? name;
            return new ToolChoice(ToolChoiceMode.Named, name);
        }
        return JsonRead.StringHere(ref reader, body) switch
        {
            null => null,
            "none" => new ToolChoice(ToolChoiceMode.None),
            "auto" => new ToolChoice(ToolChoiceMode.Auto),
            _ => throw JsonRead.Wrong(ref reader, body, "\"auto\", \"none\" or an object"),
        };
    }

    private static ToolSpec ReadTool(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        JsonRead.Object(ref reader, body);
        var start = (int)reader.TokenStartIndex;
        string? type = null;
        ToolSpec? function = null;
        var custom = new CustomToolReader();
        CacheHint? cache = null;
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
                type = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("function"u8))
                function = JsonRead.BeginObject(ref reader, body) ? ReadFunction(ref reader, body, ref extras) : null;
            else if (reader.ValueTextEquals("cache_control"u8))
                CacheControl.Read(ref reader, body, ref cache, ref extras);
            else if (reader.ValueTextEquals("custom"u8))
                custom.Read(ref reader, body);
            else
                ExtraMembers.Keep(ref reader, body, ref extras);
        }
        if (function is not null && type is null or "function")
            return function! with { Cache = cache, Extras = extras };
        if (type is null or "function")
            throw new WireFormatException(JsonPlace.Of(body.Span, start), "The tool has no function.");
        var native = new RawJson(body[start..(int)reader.BytesConsumed]);
        if (type != "custom")
            return new ToolSpec(custom.Name ?? type) { Native = native, Dialect = Names.Dialect };
        if (string.IsNullOrEmpty(custom.Name))
            throw new WireFormatException(JsonPlace.Of(body.Span, start) + ".custom.name", "The tool has no name.");
        return CustomTools.Spec(custom.Name, custom.Description, custom.Grammar, native, Names.Dialect);
    }

    private static ToolSpec ReadFunction(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        var tool = new ToolSpec("");
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
                tool = tool with { Name = JsonRead.String(ref reader, body) ?? "" };
            else if (reader.ValueTextEquals("description"u8))
                tool = tool with { Description = ExtraMembers.TextOrNote(ref reader, body, Spelling.EmptyDescription, ref extras) };
            else if (reader.ValueTextEquals("parameters"u8))
                tool = tool with { Schema = JsonDemand.Schema(ref reader, body) };
            else if (reader.ValueTextEquals("strict"u8))
                tool = tool with { Strict = JsonRead.Boolean(ref reader, body) };
            else
                ExtraMembers.KeepInner(ref reader, body, "function", ref extras);
        }
        return tool;
    }

    private static string? ReadInnerName(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        string? name = null;
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        while (JsonRead.NextMember(ref reader))
            name = ReadNameOrSkip(ref reader, body) ?? name;
        return name;
    }

    /// <summary>
    /// A named function, or a form that only this dialect knows: <c>allowed_tools</c>, a custom tool, the flat forms of some clients. Those are kept whole beside the nearest mode.
    /// </summary>
    private static ToolChoice ReadChoiceObject(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var start = (int)reader.TokenStartIndex;
        string? type = null;
        string? name = null;
        string? mode = null;
        var allowed = new List<string>();
        var isPlain = true;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
            {
                type = JsonRead.String(ref reader, body);
                continue;
            }
            isPlain &= reader.ValueTextEquals("function"u8);
            ReadChoiceMember(ref reader, body, ref name, ref mode, allowed);
        }
        if (type == "function" && isPlain && name is not null)
            return new ToolChoice(ToolChoiceMode.Named, name);
        if (type == "allowed_tools")
            AllowedToolsDemand.Mode(mode, body, start, "allowed_tools.mode");
        var nearest = mode switch
        {
            "required" when allowed.Count > 0 => new ToolChoice(ToolChoiceMode.Named, allowed),
            "required" => new ToolChoice(ToolChoiceMode.Required),
            "auto" => new ToolChoice(ToolChoiceMode.Auto, allowed),
            _ => name is null ? new ToolChoice(ToolChoiceMode.Auto) : new ToolChoice(ToolChoiceMode.Named, name),
        };
        return nearest with { Native = new RawJson(body[start..(int)reader.BytesConsumed]), Dialect = Names.Dialect };
    }

    private static void ReadChoiceMember(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref string? name, ref string? mode, List<string> allowed)
    {
        if (reader.ValueTextEquals("function"u8) || reader.ValueTextEquals("custom"u8))
            name = ReadInnerName(ref reader, body);
        else if (reader.ValueTextEquals("name"u8))
            name = JsonRead.String(ref reader, body);
        else if (reader.ValueTextEquals("allowed_tools"u8))
            mode = ReadAllowed(ref reader, body, allowed);
        else if (reader.ValueTextEquals("mode"u8))
            mode = JsonRead.String(ref reader, body);
        else
            JsonRead.Skip(ref reader);
    }

    private static string? ReadAllowed(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<string> allowed)
    {
        string? mode = null;
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("mode"u8))
                mode = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("tools"u8))
                ReadAllowedTools(ref reader, body, allowed);
            else
                JsonRead.Skip(ref reader);
        }
        return mode;
    }

    /// <summary>Reads the names; a list with a tool of another kind is no list of names.</summary>
    private static void ReadAllowedTools(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<string> allowed)
    {
        var areNamed = true;
        if (!JsonRead.BeginArray(ref reader, body))
            return;
        var start = (int)reader.TokenStartIndex;
        while (JsonRead.NextElement(ref reader))
        {
            JsonRead.Object(ref reader, body);
            string? name = null;
            while (JsonRead.NextMember(ref reader))
            {
                if (reader.ValueTextEquals("function"u8) || reader.ValueTextEquals("custom"u8))
                    name = ReadInnerName(ref reader, body);
                else
                    JsonRead.Skip(ref reader);
            }
            areNamed &= name is not null;
            allowed.Add(name ?? "");
        }
        AllowedToolsDemand.Tools(allowed, body, start);
        if (!areNamed)
            allowed.Clear();
    }

    private static string? ReadNameOrSkip(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (reader.ValueTextEquals("name"u8))
            return JsonRead.String(ref reader, body);
        JsonRead.Skip(ref reader);
        return null;
    }
}
