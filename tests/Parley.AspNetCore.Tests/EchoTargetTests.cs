using System.Net;
using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests;

/// <summary>The built-in echo as a target that the operator wrote down.</summary>
public sealed class EchoTargetTests
{
    [Theory]
    [InlineData("v1/chat/completions", """{"model":"parley/echo","messages":[{"role":"user","content":"hi"}]}""", "prompt_tokens")]
    [InlineData("v1/completions", """{"model":"parley/echo","prompt":"hi"}""", "prompt_tokens")]
    [InlineData("v1/responses", """{"model":"parley/echo","input":"hi"}""", "input_tokens")]
    public async Task Prompt_is_estimated_the_same_however_OpenAI_s_callers_put_it(string path, string body, string member)
    {
        await using var gateway = await RunningGateway.StartAsync("{}");
        using var response = await gateway.PostAsync(path, body);
        Assert.Equal(8, System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync())!["usage"]![member]!.GetValue<int>());
    }

    [Theory]
    [InlineData("v1/completions", """{"model":"parley/echo","prompt":"hi"}""")]
    [InlineData("v1/completions", """{"model":"parley/echo","prompt":"hi","echo":true,"max_tokens":0}""")]
    [InlineData("api/chat", """{"model":"parley/echo","messages":[],"stream":false}""")]
    public async Task Echo_names_itself_whether_a_model_is_asked_or_none(string path, string body)
    {
        await using var gateway = await RunningGateway.StartAsync("{}");
        using var response = await gateway.PostAsync(path, body);
        Assert.Equal("parley/echo", JsonNode.Parse(await response.Content.ReadAsStringAsync())!["model"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("parley/echo")]
    [InlineData("parley")]
    public async Task Echo_is_a_target_like_any_other_also_where_keys_are_configured(string target)
    {
        var config = $$"""{ "keys": [ { "name": "dev", "key": "sk-dev" } ], "models": [ { "name": "safe", "targets": ["{{target}}"] } ] }""";
        await using var gateway = await RunningGateway.StartAsync(config);
        using var response = await gateway.PostAsync("v1/chat/completions", """{"model":"safe","messages":[{"role":"user","content":"Still here"}]}""", ("Authorization", "Bearer sk-dev"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("\"content\":\"Still here\"", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("\"n\":3", "Say END of it", "Say END of it|Say END of it|Say END of it", "stop")]
    [InlineData("\"stop\":[\"it\",\"END\"]", "Say END of it", "Say ", "stop")]
    [InlineData("\"response_format\":{\"type\":\"json_object\"}", "Hi", "{\"echo\":\"Hi\"}", "stop")]
    [InlineData("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"w\",\"schema\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"}},\"required\":[\"a\"]}}}", "Take {'b':1} or {\\\"a\\\":4}.", "{\"a\":4}", "stop")]
    [InlineData("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"w\",\"schema\":{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/$defs/n\"},\"b\":{\"type\":\"array\",\"items\":{\"enum\":[\"x\",\"y\"]},\"minItems\":2},\"c\":{\"type\":\"string\",\"maxLength\":3},\"d\":{\"anyOf\":[{\"type\":\"boolean\"},{\"type\":\"null\"}]}},\"required\":[\"a\",\"b\",\"c\",\"d\"],\"$defs\":{\"n\":{\"type\":\"integer\",\"minimum\":5}}}}}", "Hello", "{\"a\":5,\"b\":[\"x\",\"x\"],\"c\":\"Hel\",\"d\":false}", "stop")]
    public async Task Echo_does_what_it_is_asked_in_whole_and_in_pieces(string member, string prompt, string expected, string ending)
    {
        await using var gateway = await RunningGateway.StartAsync("""{ "models": [ { "name": "safe", "targets": ["parley/echo"] } ] }""");
        var body = $$"""{"model":"safe",{{member}},"messages":[{"role":"user","content":"{{prompt}}"}]}""";

        using var whole = await gateway.PostAsync("v1/chat/completions", body);
        using var stream = await gateway.PostAsync("v1/chat/completions", body.Replace("{\"model\":\"safe\"", "{\"model\":\"safe\",\"stream\":true", StringComparison.Ordinal));

        var answer = JsonNode.Parse(await whole.Content.ReadAsStringAsync())!;
        Assert.Equal(expected, string.Join('|', answer["choices"]!.AsArray().Select(static choice => choice!["message"]!["content"]!.GetValue<string>())));
        Assert.Equal(ending, answer["choices"]![0]!["finish_reason"]!.GetValue<string>());
        var pieces = (await stream.Content.ReadAsStringAsync()).Split('\n').Where(static line => line.StartsWith("data: {", StringComparison.Ordinal)).SelectMany(static line => JsonNode.Parse(line[6..])!["choices"]!.AsArray());
        Assert.Equal(expected, string.Join('|', pieces.GroupBy(static choice => choice!["index"]!.GetValue<int>()).Select(static all => string.Concat(all.Select(static choice => choice!["delta"]!["content"]?.GetValue<string>())))));
    }

    [Fact]
    public async Task Another_gateway_that_lists_an_echo_does_not_answer_for_this_one()
    {
        await using var other = new ScriptedUpstream();
        other.Otherwise = static _ => Script.Json("""{"object":"list","data":[{"id":"parley/echo","object":"model"},{"id":"far/m","object":"model"}]}""");
        await using var gateway = await RunningGateway.StartAsync($$"""{ "backends": [ { "id": "b", "type": "parley-gateway", "endpoint": "{{other.Address}}", "api_key": "sk-b" } ] }""");
        await gateway.RefreshModelsAsync();
        var asked = other.Received.Count;

        using var response = await gateway.PostAsync("v1/chat/completions", """{"model":"parley/echo","messages":[{"role":"user","content":"Still here"}]}""");

        Assert.NotEqual(0, asked);
        Assert.Contains("\"content\":\"Still here\"", await response.Content.ReadAsStringAsync());
        Assert.Equal(asked, other.Received.Count);
    }

    [Fact]
    public async Task Schema_that_nothing_is_found_for_is_refused()
    {
        await using var gateway = await RunningGateway.StartAsync("""{ "models": [ { "name": "safe", "targets": ["parley/echo"] } ] }""");

        using var response = await gateway.PostAsync("v1/chat/completions", """{"model":"safe","messages":[{"role":"user","content":"Hi"}],"response_format":{"type":"json_schema","json_schema":{"name":"w","schema":{"type":"string","pattern":"^[0-9]{4}$"}}}}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("json_schema_violation", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#"},"b":{"$ref":"#"},"c":{"$ref":"#"}},"required":["a","b","c"]}""", "json_schema_violation")]
    [InlineData("""{"type":"array","minItems":100,"items":{"type":"array","minItems":100,"items":{"type":"array","minItems":100,"items":{"type":"array","minItems":100,"items":{"type":"integer"}}}}}""", "json_schema_violation")]
    [InlineData("""{"type":"array","minItems":100,"items":{"type":"string","minLength":32000}}""", "json_schema_violation")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":5}},"required":["a"]}""", "invalid_json_schema")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#/nowhere"}},"required":["a"]}""", "invalid_json_schema")]
    [InlineData("""{"type":"object","required":["\ud800"]}""", "invalid_json_schema")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"number","minimum":7e28,"multipleOf":0.0001}},"required":["a"]}""", "json_schema_violation")]
    [InlineData("""{"type":"integer","exclusiveMinimum":79228162514264337593543950335}""", "json_schema_violation")]
    [InlineData("""{"type":"string","maxLength":-5}""", "json_schema_violation")]
    public async Task Schema_that_no_value_can_be_made_for_is_refused(string schema, string code)
    {
        await using var gateway = await RunningGateway.StartAsync("""{ "models": [ { "name": "safe", "targets": ["parley/echo"] } ] }""");

        using var response = await gateway.PostAsync("v1/chat/completions", $$"""{"model":"safe","messages":[{"role":"user","content":"Hi"}],"response_format":{"type":"json_schema","json_schema":{"name":"w","schema":{{schema}} } } }""");

        var body = await response.Content.ReadAsStringAsync();
        Assert.Equal((HttpStatusCode.BadRequest, code), (response.StatusCode, JsonNode.Parse(body)!["error"]!["code"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("""{"type":"array","minItems":"x","items":{}}""", "[]")]
    [InlineData("""{"allOf":[{"default":{"a":1,"a":2}},{"properties":{"b":{"const":3}},"required":["b"]}]}""", """{"a":2,"b":3}""")]
    public async Task Odd_schema_has_a_value_all_the_same(string schema, string value)
    {
        await using var gateway = await RunningGateway.StartAsync("""{ "models": [ { "name": "safe", "targets": ["parley/echo"] } ] }""");

        using var response = await gateway.PostAsync("v1/chat/completions", $$"""{"model":"safe","messages":[{"role":"user","content":"Hi"}],"response_format":{"type":"json_schema","json_schema":{"name":"w","schema":{{schema}} } } }""");

        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, body);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(value), JsonNode.Parse(JsonNode.Parse(body)!["choices"]![0]!["message"]!["content"]!.GetValue<string>())), body);
    }

    [Fact]
    public async Task Prompt_with_half_a_character_is_echoed_as_json()
    {
        await using var gateway = await RunningGateway.StartAsync("""{ "models": [ { "name": "safe", "targets": ["parley/echo"] } ] }""");

        using var response = await gateway.PostAsync("v1/chat/completions", """{"model":"safe","messages":[{"role":"user","content":"{\"a\":\"\\ud800\"}"}],"response_format":{"type":"json_object"}}""");

        Assert.Equal("{\"a\":\"\\uFFFD\"}", JsonNode.Parse(await response.Content.ReadAsStringAsync())!["choices"]![0]!["message"]!["content"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(16, HttpStatusCode.OK)]
    [InlineData(17, HttpStatusCode.BadRequest)]
    [InlineData(128, HttpStatusCode.BadRequest)]
    public async Task As_many_answers_are_given_as_by_any_other_target(int n, HttpStatusCode status)
    {
        await using var gateway = await RunningGateway.StartAsync("""{ "models": [ { "name": "safe", "targets": ["parley/echo"] } ] }""");

        using var response = await gateway.PostAsync("v1/chat/completions", $$"""{"model":"safe","n":{{n}},"messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal(status, response.StatusCode);
    }
}
