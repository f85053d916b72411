using Parley.Dialects.Conversation;
using Parley.Dialects.Wire;
using Parley.TestKit;

namespace Parley.Dialects.Tests.AnthropicMessages;

/// <summary>Tools and output formats of other dialects.</summary>
public sealed class ToolWritingTests
{
    [Theory]
    [InlineData("", """{"type":"object","properties":{}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"anyOf":[{"type":"string"}]}}}""", """{"type":"object","properties":{"a":{"anyOf":[{"type":"string"}]}}}""")]
    [InlineData("""{"properties":{"a":{}},"required":["a"]}""", """{"type":"object","properties":{"a":{}},"required":["a"]}""")]
    [InlineData("""{"type":"object","properties":{"a":{}},"anyOf":[{"required":["a"]},{"properties":{"b":{}},"required":["b"]}]}""", """{"type":"object","properties":{"a":{},"b":{}}}""")]
    [InlineData("""{"allOf":[{"properties":{"a":{}},"required":["a"]},{"$ref":"#/$defs/B"}],"$defs":{"B":{"type":"object","properties":{"b":{}},"required":["b"]}}}""",
        """{"type":"object","properties":{"a":{},"b":{}},"required":["a","b"],"$defs":{"B":{"type":"object","properties":{"b":{}},"required":["b"]}}}""")]
    [InlineData("""{"$ref":"#"}""", """{"type":"object","properties":{}}""")]
    [InlineData("""{"type":"string"}""", """{"type":"object","properties":{}}""")]
    public void Schema_of_a_tool_becomes_an_object(string schema, string expected)
    {
        var written = Write(new ToolSpec("f") { Schema = schema.Length == 0 ? default : RawJson.Parse(schema) });
        Room.SameJson($$"""[{"name":"f","input_schema":{{expected}}}]""", Member(written.Text, "tools"));
    }

    [Fact]
    public void Strict_tool_keeps_what_its_grammar_cannot_hold_in_descriptions()
    {
        var written = Write(new ToolSpec("f")
        {
            Description = "Does it.",
            Strict = true,
            Schema = RawJson.Parse("""{"type":"object","$schema":"s","additionalProperties":true,"properties":{"n":{"type":"integer","minimum":1,"description":"Count"},"l":{"type":"array","items":{"type":"string","format":"iri"},"minItems":1,"maxItems":3},"u":{"oneOf":[{"const":1},true]}}}"""),
        });
        Room.SameJson("""
            [{"name":"f","description":"Does it.","strict":true,"input_schema":{"type":"object","properties":{
              "n":{"type":"integer","description":"Count\n\n{minimum: 1}"},
              "l":{"type":"array","items":{"type":"string","description":"{format: \"iri\"}"},"minItems":1,"description":"{maxItems: 3}"},
              "u":{"anyOf":[{"const":1},{}]}},"additionalProperties":false}}]
            """, Member(written.Text, "tools"));
        Assert.Equal("format, maxItems, minimum", Assert.Single(written.Log.Entries).OldValue);
    }

    [Fact]
    public void Native_tool_of_another_dialect_is_left_out()
    {
        var written = Write(new ToolSpec("google_search") { Native = RawJson.Parse("{\"google_search\":{}}"), Dialect = DialectNames.Gemini });
        Assert.DoesNotContain("tools", written.Text, StringComparison.Ordinal);
        Room.Logged(written.Log, ConversionCategory.Dropped, "tools[0]");
    }

    [Theory]
    [InlineData(ToolChoiceMode.Auto, null, """{"type":"auto"}""")]
    [InlineData(ToolChoiceMode.Auto, true, """{"type":"auto"}""")]
    [InlineData(ToolChoiceMode.Required, false, """{"type":"any","disable_parallel_tool_use":true}""")]
    [InlineData(ToolChoiceMode.None, false, """{"type":"none"}""")]
    [InlineData(ToolChoiceMode.Named, null, """{"type":"tool","name":"f"}""")]
    public void Tool_choice_has_the_words_of_the_dialect(ToolChoiceMode mode, bool? parallel, string expected)
    {
        var choice = mode == ToolChoiceMode.Named ? new ToolChoice(mode, "f") : new ToolChoice(mode);
        var written = Room.Write(Room.Foreign(Room.User("Hi")) with { Tools = [new ToolSpec("f")], ToolChoice = choice, ParallelToolCalls = parallel });
        Room.SameJson(expected, Member(written.Text, "tool_choice"));
    }

    [Fact]
    public void Ban_of_parallel_calls_needs_a_choice_to_stand_in()
    {
        var written = Room.Write(Room.Foreign(Room.User("Hi")) with { Tools = [new ToolSpec("f")], ParallelToolCalls = false });
        Room.SameJson("""{"type":"auto","disable_parallel_tool_use":true}""", Member(written.Text, "tool_choice"));
    }

    [Fact]
    public void Custom_tools_text_and_cut_arguments_are_wrapped()
    {
        var written = Room.Write(Room.Foreign(Room.User("Hi"), new Message(Role.Assistant, [
            new ToolCallPart("a", "patch", ToolArguments.FromText("*** Begin")) { IsCustom = true },
            new ToolCallPart("b", "f", ToolArguments.FromText("{\"a\":"))])));
        Assert.Contains("""{"type":"tool_use","id":"a","name":"patch","input":{"input":"*** Begin"}},{"type":"tool_use","id":"b","name":"f","input":{"input":"{\"a\":"}}""", written.Text, StringComparison.Ordinal);
        Room.Logged(written.Log, ConversionCategory.Emulated, "messages[1].content[1].arguments");
    }

    [Fact]
    public void Json_schema_is_demanded_by_output_config()
    {
        var written = Room.Write(Room.Foreign(Room.User("Hi")) with
        {
            ResponseFormat = new ResponseFormat(ResponseFormatKind.JsonSchema) { Name = "n", Strict = true, Schema = RawJson.Parse("""{"type":"object","properties":{"a":{"type":"string","maxLength":3}}}""") },
        });
        Room.SameJson("""{"format":{"type":"json_schema","schema":{"type":"object","properties":{"a":{"type":"string","description":"{maxLength: 3}"}},"additionalProperties":false}}}""", Member(written.Text, "output_config"));
    }

    [Theory]
    [InlineData(ResponseFormatKind.JsonObject, "")]
    [InlineData(ResponseFormatKind.JsonSchema, """{"$defs":{"N":{"properties":{"next":{"$ref":"#/$defs/N"}}}},"$ref":"#/$defs/N"}""")]
    public void Form_without_a_grammar_is_asked_for_in_the_system_prompt(ResponseFormatKind kind, string schema)
    {
        var written = Room.Write(Room.Foreign(new Message(Role.System, [new TextPart("S") { IsBare = true }]), Room.User("Hi")) with
        {
            ResponseFormat = new ResponseFormat(kind) { Schema = schema.Length == 0 ? default : RawJson.Parse(schema) },
        });
        Assert.DoesNotContain("output_config", written.Text, StringComparison.Ordinal);
        Assert.Contains("""{"type":"text","text":"S"},{"type":"text","text":"Answer with a single JSON object""", written.Text, StringComparison.Ordinal);
        Room.Logged(written.Log, ConversionCategory.Emulated, "response_format");
    }

    private static Written Write(ToolSpec tool) => Room.Write(Room.Foreign(Room.User("Hi")) with { Tools = [tool] });

    private static string Member(string body, string name)
    {
        using var document = System.Text.Json.JsonDocument.Parse(body);
        return document.RootElement.GetProperty(name).GetRawText();
    }
}
