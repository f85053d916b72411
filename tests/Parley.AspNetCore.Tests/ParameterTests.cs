using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests;

/// <summary>An operator's rules over parameters, on the way to the backend.</summary>
public sealed class ParameterTests
{
    private const string Asked = """{"model":"b/gpt-x","temperature":1.5,"max_tokens":9000,"reasoning_effort":"high","vendor_x":1,"messages":[{"role":"user","content":"Hi"}]}""";

    [Theory]
    [InlineData("""{ "parameter": "temperature", "action": "drop" }""", "temperature", null)]
    [InlineData("""{ "parameter": "temperature", "action": "clamp", "most": 1 }""", "temperature", "1")]
    [InlineData("""{ "parameter": "max_completion_tokens", "action": "clamp", "least": 16, "most": 4096 }""", "max_tokens", "4096")]
    [InlineData("""{ "parameter": "reasoning_effort", "action": "set", "value": "low" }""", "reasoning_effort", "\"low\"")]
    [InlineData("""{ "parameter": "top_k", "action": "set", "value": 5 }""", "top_k", "5")]
    [InlineData("""{ "parameter": "vendor_x", "action": "drop" }""", "vendor_x", null)]
    [InlineData("""{ "parameter": "vendor_x", "action": "rename", "to": "vendor_y" }""", "vendor_y", "1")]
    [InlineData("""{ "parameter": "max_tokens", "action": "rename", "to": "max_output" }""", "max_output", "9000")]
    [InlineData("""{ "parameter": "safe_prompt", "action": "set", "value": true }""", "safe_prompt", "true")]
    [InlineData("""{ "parameter": "tag", "action": "set", "value": "a \"b\"" }""", "tag", "\"a \\u0022b\\u0022\"")]
    [InlineData("""{ "parameter": "temperature", "models": ["gpt-*"], "action": "drop" }""", "temperature", null)]
    [InlineData("""{ "parameter": "temperature", "models": ["o3*"], "action": "drop" }""", "temperature", "1.5")]
    public async Task Rule_changes_what_the_backend_is_sent(string rule, string member, string? value)
    {
        var (sent, _) = await SentAsync(rule, Asked);

        Assert.Equal(value, sent[member]?.ToJsonString());
        Assert.Equal("Hi", sent["messages"]![0]!["content"]!.GetValue<string>());
    }

    [Fact]
    public async Task Change_is_told_to_the_caller()
    {
        var (_, response) = await SentAsync("""{ "parameter": "temperature", "action": "clamp", "most": 1 }""", Asked);

        Assert.Equal("lossy", response.Headers.GetValues("x-parley-conversion").Single().Split(';')[0]);
    }

    [Fact]
    public async Task Rules_apply_one_after_the_other()
    {
        var (sent, _) = await SentAsync("""{ "parameter": "temperature", "action": "set", "value": 3 }, { "parameter": "temperature", "action": "clamp", "most": 2 }""", Asked);

        Assert.Equal("2", sent["temperature"]!.ToJsonString());
    }

    [Fact]
    public async Task Request_of_a_model_without_rules_is_copied_byte_by_byte()
    {
        var (sent, _) = await SentAsync("""{ "parameter": "temperature", "models": ["o3*"], "action": "drop" }""", Asked);

        Assert.Equal(Asked.Replace("b/gpt-x", "gpt-x", StringComparison.Ordinal), sent.Text);
    }

    [Fact]
    public async Task Rejected_parameter_is_named_and_the_backend_is_not_asked()
    {
        await using var upstream = new ScriptedUpstream();
        await using var gateway = await StartAsync(upstream, """{ "parameter": "reasoning_effort", "action": "reject" }""");
        using var response = await gateway.PostAsync("v1/chat/completions", Asked);
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;

        Assert.InRange((int)response.StatusCode, 400, 499);
        Assert.Equal(("reasoning_effort", "unsupported_parameter"), (error["param"]!.GetValue<string>(), error["code"]!.GetValue<string>()));
        Assert.Empty(upstream.Received);
    }

    [Fact]
    public async Task Rule_holds_for_callers_of_other_dialects_too()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(WireSample.OpenAI.Reply));
        await using var gateway = await StartAsync(upstream, """{ "parameter": "temperature", "action": "drop" }""");
        using var response = await gateway.PostAsync("v1/messages", """{"model":"b/gpt-x","max_tokens":9,"temperature":1,"messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Null(Assert.Single(upstream.Received).Json["temperature"]);
    }

    private static async Task<(Sent Sent, HttpResponseMessage Response)> SentAsync(string rules, string asked)
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(WireSample.OpenAI.Reply));
        await using var gateway = await StartAsync(upstream, rules);
        var response = await gateway.PostAsync("v1/chat/completions", asked);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (new Sent(Assert.Single(upstream.Received).Body), response);
    }

    private static Task<RunningGateway> StartAsync(ScriptedUpstream upstream, string rules) => RunningGateway.StartAsync($$"""
        { "backends": [ { "id": "b", "type": "openai-compatible", "endpoint": "{{upstream.Address}}", "parameters": [ {{rules}} ] } ] }
        """);

    private sealed record Sent(string Text)
    {
        private readonly JsonNode _json = JsonNode.Parse(Text)!;

        public JsonNode? this[string name] => _json[name];
    }
}
