using System.Net;
using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests;

/// <summary>The built-in echo as a target that the operator wrote down.</summary>
public sealed class EchoTargetTests
{
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
}
