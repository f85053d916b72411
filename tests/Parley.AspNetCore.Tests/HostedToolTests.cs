using System.Net;
using System.Text.Json;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests;

/// <summary>Tools that only a provider can run, towards targets that have none.</summary>
public sealed class HostedToolTests
{
    private const string Search = """{"model":"m","input":"Hi","tools":[{"type":"function","name":"f","parameters":{"type":"object"}},{"type":"web_search"}]}""";

    [Theory]
    [InlineData("v1/responses", Search, "tools[1]")]
    [InlineData("v1/responses", """{"model":"m","input":"Hi","stream":true,"tools":[{"type":"mcp","server_label":"s"}]}""", "tools[0]")]
    [InlineData("v1/responses", """{"model":"m","input":[{"role":"user","content":"Hi"},{"type":"item_reference","id":"msg_1"}]}""", "input[1]")]
    [InlineData("v1beta/models/m:generateContent", """{"contents":[{"parts":[{"text":"Hi"}]}],"tools":[{"googleSearch":{}}]}""", "tools[0]")]
    [InlineData("v1/messages", """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"web_search_20250305","name":"web_search"}]}""", "tools[0]")]
    public async Task Target_without_the_tool_refuses_and_names_the_place(string path, string body, string place)
    {
        foreach (var target in (string[])["chat/c", "parley/echo"])
        {
            await using var upstream = new ScriptedUpstream();
            await using var gateway = await StartAsync(upstream, target, "reject");
            using var response = await gateway.PostAsync(path, body);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Contains(place, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Empty(upstream.Received);
        }
    }

    [Theory]
    [InlineData("reject", HttpStatusCode.BadRequest)]
    [InlineData("drop", HttpStatusCode.OK)]
    public async Task Search_of_chat_is_a_hosted_tool_too(string policy, HttpStatusCode status)
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json("""{"id":"1","finish_reason":"COMPLETE","message":{"role":"assistant","content":[{"type":"text","text":"Hi"}]},"usage":{"tokens":{"input_tokens":1,"output_tokens":1}}}"""));
        await using var gateway = await RunningGateway.StartAsync($$"""
            { "backends": [ { "id": "c", "type": "cohere", "endpoint": "{{upstream.Address}}", "api_key": "sk-a" } ], "models": [ { "name": "m", "targets": ["c/command"], "hosted_tools": "{{policy}}" } ] }
            """);
        using var response = await gateway.PostAsync("v1/chat/completions", """{"model":"m","messages":[{"role":"user","content":"Hi"}],"web_search_options":{}}""");
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(status == HttpStatusCode.OK ? 1 : 0, upstream.Received.Count);
        if (status == HttpStatusCode.BadRequest)
            Assert.Contains("\"param\":\"web_search_options\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        else
            Assert.Contains("dropped web_search_options", response.Headers.GetValues("x-parley-conversion-details").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_has_openai_s_form()
    {
        await using var upstream = new ScriptedUpstream();
        await using var gateway = await StartAsync(upstream, "chat/c", "reject");
        using var response = await gateway.PostAsync("v1/responses", Search);
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.Equal("tools[1]", error.GetProperty("param").GetString());
        Assert.Contains("web_search", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chat/c")]
    [InlineData("parley/echo")]
    public async Task Policy_leaves_the_tool_out_and_says_so(string target)
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(WireSample.OpenAI.Reply));
        await using var gateway = await StartAsync(upstream, target, "drop");
        using var response = await gateway.PostAsync("v1/responses", Search);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("dropped tools[1]", response.Headers.GetValues("x-parley-conversion-details").Single(), StringComparison.Ordinal);
        Assert.All(upstream.Received, static request => Assert.DoesNotContain("web_search", request.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Target_of_the_same_dialect_gets_the_tool_whole_after_one_that_lacks_it()
    {
        await using var chat = new ScriptedUpstream();
        await using var responses = new ScriptedUpstream();
        responses.Then(Script.Json("""{"id":"resp_1","object":"response","status":"completed","model":"r","output":[{"type":"message","id":"msg_1","role":"assistant","status":"completed","content":[{"type":"output_text","text":"Found.","annotations":[]}]}]}"""));
        await using var gateway = await RunningGateway.StartAsync($$"""
            {
              "backends": [
                { "id": "chat", "type": "openai-compatible", "endpoint": "{{chat.Address}}" },
                { "id": "own", "type": "openai-responses", "endpoint": "{{responses.Address}}" }
              ],
              "models": [ { "name": "m", "targets": ["chat/c", "own/r"] } ]
            }
            """);
        using var response = await gateway.PostAsync("v1/responses", Search);
        Assert.Contains("Found.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(chat.Received);
        Assert.Contains("""{"type":"web_search"}""", Assert.Single(responses.Received).Body, StringComparison.Ordinal);
    }

    private static Task<RunningGateway> StartAsync(ScriptedUpstream upstream, string target, string policy) => RunningGateway.StartAsync($$"""
        {
          "backends": [ { "id": "chat", "type": "openai-compatible", "endpoint": "{{upstream.Address}}" } ],
          "models": [ { "name": "m", "targets": ["{{target}}"], "hosted_tools": "{{policy}}" } ]
        }
        """);
}
