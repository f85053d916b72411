using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.OpenAICommon;
using Parley.Dialects.Wire;

namespace Parley.Dialects.OpenAIResponses;

/// <summary>Reads <c>tools</c>. All but functions are kept whole; those that the caller runs itself are functions elsewhere.</summary>
internal static class ToolReader
{
    private static readonly string[] UsualTypes = ["function", "output_text", "input_text"];

    /// <summary>Reads the array behind the name.</summary>
    public static List<ToolSpec>? ReadTools(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return null;
        var tools = new List<ToolSpec>();
        while (JsonRead.NextElement(ref reader))
            tools.Add(ReadTool(ref reader, body));
        return tools;
    }

    private static ToolSpec ReadTool(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        JsonRead.Object(ref reader, body);
        var start = (int)reader.TokenStartIndex;
        switch (TypeOf(reader, body))
        {
            case null or "": throw RequestProblem.Missing(body, start, "type", "The tool has no type.");
            case "function": return ReadFunction(ref reader, body);
            case "custom": return ReadCustom(ref reader, body);
            case "namespace": return NamespaceReader.Read(ref reader, body);
            case var type:
                var native = JsonScan.ReadRaw(ref reader, body);
                if (TypedTool.Find(type) is { } typed)
                    return typed.Spec(native);
                return new ToolSpec(type) { Native = native, Dialect = Names.Dialect };
        }
    }

    /// <summary>Reads the function whose opening brace the reader stands on.</summary>
    public static ToolSpec ReadFunction(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var start = (int)reader.TokenStartIndex;
        var tool = new ToolSpec("");
        Extras? extras = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
                tool = tool with { Name = JsonRead.String(ref reader, body) ?? "" };
            else if (reader.ValueTextEquals("strict"u8))
                tool = tool with { Strict = JsonRead.Boolean(ref reader, body) };
            else if (reader.ValueTextEquals("parameters"u8))
                tool = tool with { Schema = ReadSchema(ref reader, body, ref extras) };
            else if (reader.ValueTextEquals("description"u8))
                tool = tool with { Description = ReadDescription(ref reader, body, ref extras) };
            else if (reader.ValueTextEquals("type"u8))
                JsonRead.Skip(ref reader);
            else
                ExtraMembers.Keep(ref reader, body, ref extras);
        }
        if (tool.Name.Length == 0)
            throw RequestProblem.Missing(body, start, "name", "The tool has no name.");
        return tool with { Extras = extras };
    }

    /// <summary>The type, wherever among the members it stands. The reader is a copy.</summary>
    public static string? TypeOf(Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        string? type = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
                type = JsonRead.Word(ref reader, body, UsualTypes);
            else
                JsonRead.Skip(ref reader);
        }
        return type;
    }

    /// <summary>A schema is an object; OpenAI takes null for none, which is kept as it was said.</summary>
    private static RawJson ReadSchema(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        var name = reader;
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return JsonScan.ReadRaw(ref reader, body);
            case JsonTokenType.Null:
                ExtraMembers.Keep(ref name, body, ref extras);
                return default;
            default:
                throw JsonRead.Wrong(ref reader, body, "an object");
        }
    }

    private static JsonText ReadDescription(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        var name = reader;
        var text = JsonRead.Text(ref reader, body);
        if (reader.TokenType == JsonTokenType.Null)
            ExtraMembers.Keep(ref name, body, ref extras);
        else if (text.IsEmpty)
            ExtraMembers.Note(ref extras, Spelling.EmptyDescription);
        return text;
    }

    private static ToolSpec ReadCustom(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var start = (int)reader.TokenStartIndex;
        string? name = null;
        var description = default(JsonText);
        ToolGrammar? grammar = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
                name = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("description"u8))
                description = JsonRead.Text(ref reader, body);
            else if (reader.ValueTextEquals("format"u8))
                grammar = ReadFormat(ref reader, body);
            else
                JsonRead.Skip(ref reader);
        }
        if (string.IsNullOrEmpty(name))
            throw RequestProblem.Missing(body, start, "name", "The tool has no name.");
        return CustomTools.Spec(name, description, grammar, new RawJson(body[start..(int)reader.BytesConsumed]), Names.Dialect);
    }

    /// <summary><c>{"type":"grammar","syntax","definition"}</c>, or <c>{"type":"text"}</c>.</summary>
    private static ToolGrammar? ReadFormat(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        var start = (int)reader.TokenStartIndex;
        string? type = null;
        string? syntax = null;
        var definition = default(JsonText);
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("type"u8))
                type = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("syntax"u8))
                syntax = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("definition"u8))
                definition = JsonRead.Text(ref reader, body);
            else
                JsonRead.Skip(ref reader);
        }
        return type switch
        {
            "text" => null,
            "grammar" when syntax is null => throw RequestProblem.Missing(body, start, "syntax", "The grammar says no syntax."),
            "grammar" when definition.IsEmpty => throw RequestProblem.Missing(body, start, "definition", "The grammar has no definition."),
            "grammar" => new ToolGrammar(syntax, definition),
            _ => throw RequestProblem.Missing(body, start, "type", "The format must be text or grammar."),
        };
    }
}
