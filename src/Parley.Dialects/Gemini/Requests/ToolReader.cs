using System.Text.Json;
using Parley.Dialects.Conversation;
using Parley.Dialects.Schemas;
using Parley.Dialects.Wire;

namespace Parley.Dialects.Gemini;

/// <summary>Reads <c>tools</c> and <c>toolConfig</c>. Everything but functions is a native tool, whole.</summary>
internal static class ToolReader
{
    /// <summary>Set on a function that opens a further list of declarations.</summary>
    public const string Opens = "opens";
    public const string ConfigPrefix = "toolConfig.";
    public const string CallingPrefix = "toolConfig.functionCallingConfig.";

    /// <summary>Reads the value behind <c>tools</c>.</summary>
    public static List<ToolSpec> Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var tools = new List<ToolSpec>();
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.Null: break;
            case JsonTokenType.StartObject: ReadTool(ref reader, body, tools); break;
            case JsonTokenType.StartArray:
                while (JsonRead.NextElement(ref reader))
                    ReadTool(ref reader, body, tools);
                break;
            default: throw JsonRead.Wrong(ref reader, body, "an array");
        }
        return tools;
    }

    /// <summary>Reads the value behind <c>toolConfig</c>.</summary>
    public static ToolChoice? ReadConfig(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        ToolChoice? choice = null;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.Is("functionCallingConfig"u8, "function_calling_config"u8))
                choice = ReadChoice(ref reader, body, ref extras);
            else
                Nested.Keep(ref reader, body, ConfigPrefix, ref extras);
        }
        return choice;
    }

    private static void ReadTool(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<ToolSpec> tools)
    {
        JsonRead.Object(ref reader, body);
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.Is("functionDeclarations"u8, "function_declarations"u8))
                ReadFunctions(ref reader, body, tools);
            else
                ReadNative(ref reader, body, tools);
        }
    }

    private static void ReadFunctions(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<ToolSpec> tools)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.Null: break;
            case JsonTokenType.StartObject: tools.Add(ReadFunction(ref reader, body, opens: true)); break;
            case JsonTokenType.StartArray:
                for (var first = true; JsonRead.NextElement(ref reader); first = false)
                    tools.Add(ReadFunction(ref reader, body, first));
                break;
            default: throw JsonRead.Wrong(ref reader, body, "an array");
        }
    }

    private static ToolSpec ReadFunction(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, bool opens)
    {
        JsonRead.Object(ref reader, body);
        var start = (int)reader.TokenStartIndex;
        string? name = null;
        JsonText? description = null;
        RawJson parameters = default;
        RawJson jsonSchema = default;
        var extras = new Extras(Names.Dialect);
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
                name = JsonRead.String(ref reader, body);
            else if (reader.ValueTextEquals("description"u8))
                description = JsonRead.Text(ref reader, body);
            else if (reader.ValueTextEquals("parameters"u8))
                parameters = JsonDemand.Schema(ref reader, body);
            else if (reader.Is("parametersJsonSchema"u8, "parameters_json_schema"u8))
                jsonSchema = JsonDemand.Schema(ref reader, body);
            else
                ExtrasReading.Keep(ref reader, body, Names.Dialect, ref extras!);
        }
        if (name is null)
            throw new WireFormatException(JsonPlace.Of(body.Span, start), "A function declaration needs a name.");
        Spell(extras, opens, description, parameters, jsonSchema);
        return new ToolSpec(name)
        {
            Description = description ?? default,
            Schema = jsonSchema.IsAbsent ? SchemaRaising.Raise(parameters) : jsonSchema,
            Extras = extras,
        };
    }

    private static void Spell(Extras extras, bool opens, JsonText? description, RawJson parameters, RawJson jsonSchema)
    {
        if (opens)
            extras.AddSpelling(Opens, RawJson.Parse("true"));
        if (description is { IsEmpty: true })
            extras.AddSpelling("description", RawJson.Parse("\"\""));
        if (!parameters.IsAbsent)
            extras.AddSpelling("parameters", parameters);
        if (!jsonSchema.IsAbsent)
            extras.AddSpelling("parametersJsonSchema", jsonSchema);
    }

    /// <summary>One member of a tool is a tool of its own: <c>{"googleSearch":{}}</c>.</summary>
    private static void ReadNative(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<ToolSpec> tools)
    {
        var name = reader.GetString() ?? "";
        var start = (int)reader.TokenStartIndex;
        reader.Read();
        var value = JsonScan.ReadRaw(ref reader, body);
        if (value.Kind == JsonValueKind.Null)
            return;
        var member = body[start..(int)reader.BytesConsumed];
        var whole = new byte[member.Length + 2];
        whole[0] = (byte)'{';
        member.Span.CopyTo(whole.AsSpan(1));
        whole[^1] = (byte)'}';
        tools.Add(new ToolSpec(name) { Native = new RawJson(whole), Dialect = Names.Dialect });
    }

    private static ToolChoice? ReadChoice(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref Extras? extras)
    {
        if (!JsonRead.BeginObject(ref reader, body))
            return null;
        var start = (int)reader.TokenStartIndex;
        string? mode = null;
        var names = new List<string>();
        RawJson spelled = default;
        var others = false;
        while (JsonRead.NextMember(ref reader))
        {
            if (reader.ValueTextEquals("mode"u8))
            {
                mode = EnumWords.Read(ref reader, body, EnumWords.Modes, out spelled);
            }
            else if (reader.Is("allowedFunctionNames"u8, "allowed_function_names"u8))
            {
                ReadNames(ref reader, body, names);
            }
            else
            {
                others = true;
                Nested.Keep(ref reader, body, CallingPrefix, ref extras);
            }
        }
        var choice = ChoiceOf(mode?.ToUpperInvariant(), names);
        var isPlain = !others && spelled.Kind == JsonValueKind.String && mode is "AUTO" or "ANY" or "NONE" && (names.Count == 0 || mode == "ANY");
        return isPlain ? choice : choice with { Native = new RawJson(body[start..(int)reader.BytesConsumed]), Dialect = Names.Dialect };
    }

    private static ToolChoice ChoiceOf(string? mode, List<string> names) => mode switch
    {
        "ANY" when names.Count > 0 => new ToolChoice(ToolChoiceMode.Named, [.. names]),
        "ANY" => new ToolChoice(ToolChoiceMode.Required),
        "NONE" => new ToolChoice(ToolChoiceMode.None),
        _ => new ToolChoice(ToolChoiceMode.Auto),
    };

    private static void ReadNames(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<string> names)
    {
        if (!JsonRead.BeginArray(ref reader, body))
            return;
        while (JsonRead.NextElement(ref reader))
        {
            if (JsonRead.StringHere(ref reader, body) is { } name)
                names.Add(name);
        }
    }
}
