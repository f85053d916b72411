using System.Text.Json.Nodes;
using Parley.AspNetCore.Tests.Operations;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Emulation;

/// <summary>Schemas that no answer can be checked against, and answers that are only said to be none.</summary>
public sealed class UncheckableJsonTests
{
    private const string Path = "v1/chat/completions";
    private const string Object = """{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false}""";

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#/nowhere"}}}""", "response_format.json_schema.schema.properties.a")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"https://elsewhere.example/s"}}}""", "response_format.json_schema.schema.properties.a")]
    [InlineData("""{"type":"object","properties":{"a":{"pattern":"["}}}""", "response_format.json_schema.schema.properties.a")]
    [InlineData("""{"type":"object","required":["\ud800"]}""", "response_format.json_schema.schema.required[0]")]
    [InlineData("""{"type":"object","properties":{"\ud800":{}}}""", "response_format.json_schema.schema.properties.\uFFFD")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"text"}}}""", "response_format.json_schema.schema.properties.a")]
    [InlineData("""{"type":["string","int"]}""", "response_format.json_schema.schema")]
    [InlineData("""{"type":"\ud800"}""", "response_format.json_schema.schema.type")]
    [InlineData("""{"$ref":"#/\ud800"}""", "response_format.json_schema.schema.$ref")]
    [InlineData("""{"$defs":{"x":{"anyOf":[{"$ref":"#/$defs/x"},{"$ref":"#/$defs/x"}]}},"$ref":"#/$defs/x"}""", "response_format.json_schema.schema")]
    public async Task Schema_that_is_not_sound_is_refused_before_any_call(string schema, string place)
    {
        foreach (var backend in (string[])["anthropic", "gemini", "cohere", "ollama"])
        {
            await using var behind = await Behind.StartAsync(backend);

            var (status, body, _) = await behind.AskAsync(Path, Asking(schema, stream: false));

            Assert.True(status == 400 && body.Contains("invalid_json_schema", StringComparison.Ordinal), body);
            Assert.Equal(place, JsonNode.Parse(body)!["error"]!["param"]!.GetValue<string>());
            Assert.Empty(behind.Upstream.Received);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Check_that_comes_to_no_end_is_the_schemas_fault_and_no_second_call_is_made(bool stream)
    {
        await using var behind = await Behind.StartAsync("anthropic");
        behind.Upstream.Then(Reply("{\"a\":\"" + new string('x', 40) + "!\"}", "end_turn", stream));

        var (status, body, _) = await behind.AskAsync(Path, Asking("""{"type":"object","properties":{"a":{"type":"string","pattern":"^(x+)+$"}}}""", stream));

        Assert.Equal(stream ? 200 : 400, status);
        Assert.Contains("json_schema_too_involved", body, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", body, StringComparison.Ordinal);
        Assert.Single(behind.Upstream.Received);
    }

    [Theory]
    [InlineData(false, "{\"a\":\"\\ud800\"}", true)]
    [InlineData(true, "{\"a\":\"\\ud800\"}", true)]
    [InlineData(false, "{\"\\ud800\":1}", false)]
    [InlineData(true, "{\"\\ud800\":1}", false)]
    [InlineData(false, "Here: ```\n{\"a\": \"\\ud800\"}\n```", true)]
    public async Task Half_a_character_in_an_answer_is_no_fault_of_the_gateway(bool stream, string text, bool fits)
    {
        await using var behind = await Behind.StartAsync("anthropic");
        behind.Upstream.Then(Reply(text, "end_turn", stream)).Then(Reply(text, "end_turn", stream));

        var (status, body, _) = await behind.AskAsync(Path, Asking(Object, stream));

        Assert.Equal(fits || stream ? 200 : 502, status);
        Assert.Equal(!fits, body.Contains("json_schema_violation", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("tool_use", false)]
    [InlineData("tool_use", true)]
    [InlineData("pause_turn", false)]
    [InlineData("pause_turn", true)]
    public async Task Prose_is_no_answer_whatever_the_backend_says_that_it_ended_for(string ending, bool stream)
    {
        await using var behind = await Behind.StartAsync("anthropic");
        behind.Upstream.Then(Reply("It is warm.", ending, stream)).Then(Reply("It is warm.", ending, stream));

        var (status, body, _) = await behind.AskAsync(Path, Asking(Object, stream));

        Assert.Equal(stream ? 200 : 502, status);
        Assert.Contains("json_schema_violation", body, StringComparison.Ordinal);
    }

    private static string Asking(string schema, bool stream) =>
        $$"""{"model":"b/m","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"Weather?"}],"response_format":{"type":"json_schema","json_schema":{"name":"w","strict":true,"schema":{{schema}} } } }""";

    private static Script Reply(string text, string ending, bool stream)
    {
        var written = JsonValue.Create(text)!.ToJsonString();
        return stream
            ? Script.Stream($$$"""
                event: message_start
                data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":7,"output_tokens":1} } }

                event: content_block_start
                data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":{{{written}}} } }

                event: content_block_stop
                data: {"type":"content_block_stop","index":0}

                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"{{{ending}}}","stop_sequence":null},"usage":{"output_tokens":3}}

                event: message_stop
                data: {"type":"message_stop"}


                """, "text/event-stream")
            : Script.Json($$$"""{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":{{{written}}} }],"stop_reason":"{{{ending}}}","stop_sequence":null,"usage":{"input_tokens":7,"output_tokens":3}}""");
    }
}
