using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Plain;

/// <summary>Tools that are offered.</summary>
internal static class ToolFields
{
    /// <summary>What tells a custom tool of this dialect from a function; all that it declares stands in members of its own.</summary>
    private static readonly RawJson Custom = RawJson.Parse("""{"custom":true}""");

    /// <summary>Writes them as a member; nothing where there are none.</summary>
    public static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<ToolSpec> tools)
    {
        if (tools.Count == 0)
            return;
        json.WriteStartArray(name);
        for (var i = 0; i < tools.Count; i++)
            Write(json, tools[i]);
        json.WriteEndArray();
    }

    /// <summary>Moves to the value behind a name: an array of tools.</summary>
    public static List<ToolSpec> ReadAll(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var tools = new List<ToolSpec>();
        if (!JsonRead.BeginArray(ref reader, body))
            return tools;
        while (JsonRead.NextElement(ref reader))
            tools.Add(Read(ref reader, body));
        return tools;
    }

    private static void Write(Utf8JsonWriter json, ToolSpec tool)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, tool.Name);
        json.Say("description"u8, tool.Description);
        json.Say("parameters"u8, tool.Schema);
        json.Say("strict"u8, tool.Strict);
        json.SayIf("custom"u8, tool.IsCustom);
        if (tool.Grammar is { } grammar)
        {
            json.WriteStartObject("grammar"u8);
            json.WriteString("syntax"u8, grammar.Syntax);
            grammar.Definition.WriteMember(json, "definition"u8);
            json.WriteEndObject();
        }
        SharedMembers.WriteCache(json, tool.Cache);
        if (tool.Dialect != Names.Dialect)
            WriteForeign(json, tool);
        ExtrasFields.Write(json, tool.Extras);
        json.WriteEndObject();
    }

    private static void WriteForeign(Utf8JsonWriter json, ToolSpec tool)
    {
        json.SayDialect(tool.Dialect);
        json.Say("native"u8, tool.Native);
        Write(json, "as_functions"u8, tool.AsFunctions);
    }

    private static ToolSpec Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        JsonRead.Object(ref reader, body);
        var start = reader.TokenStartIndex;
        string? name = null;
        Extras? extras = null;
        var tool = new ToolSpec("");
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
                name = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("description"u8))
                tool = tool with { Description = JsonRead.Text(ref reader, body) };
            else if (reader.ValueTextEquals("parameters"u8))
                tool = tool with { Schema = JsonDemand.Schema(ref reader, body) };
            else if (reader.ValueTextEquals("strict"u8))
                tool = tool with { Strict = JsonRead.Boolean(ref reader, body) };
            else if (reader.ValueTextEquals("cache"u8))
                tool = tool with { Cache = SharedMembers.ReadCache(ref reader, body) };
            else if (!TryReadForm(ref reader, body, ref tool))
                ExtrasFields.Read(ref reader, body, ref extras);
        }
        tool = tool with { Name = name ?? throw Members.Missing(body, start, "name"), Extras = extras };
        return tool is { IsCustom: true, Native.IsAbsent: true } ? CustomTools.Spec(tool.Name, tool.Description, tool.Grammar, Custom, Names.Dialect) with { Strict = tool.Strict, Cache = tool.Cache, Extras = extras } : tool;
    }

    /// <summary>What only tools of another form than a function say.</summary>
    private static bool TryReadForm(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref ToolSpec tool)
    {
        if (reader.ValueTextEquals("custom"u8))
            tool = tool with { IsCustom = JsonRead.Boolean(ref reader, body) == true };
        else if (reader.ValueTextEquals("grammar"u8))
            tool = tool with { Grammar = ReadGrammar(ref reader, body) };
        else if (reader.ValueTextEquals("dialect"u8))
            tool = tool with { Dialect = JsonRead.String(ref reader, body) ?? "" };
        else if (reader.ValueTextEquals("native"u8))
            tool = tool with { Native = JsonRead.Raw(ref reader, body) };
        else if (reader.ValueTextEquals("as_functions"u8))
            tool = tool with { AsFunctions = ReadAll(ref reader, body) };
        else
            return false;
        return true;
    }

    private static ToolGrammar? ReadGrammar(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        var start = reader.TokenStartIndex;
        string? syntax = null;
        var definition = default(JsonText);
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("syntax"u8))
                syntax = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("definition"u8))
                definition = JsonRead.Text(ref reader, body);
            else
                throw JsonRead.Wrong(ref reader, body, "syntax or definition");
        }
        return new ToolGrammar(syntax ?? throw Members.Missing(body, start, "syntax"), definition);
    }
}
