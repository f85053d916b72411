using System.Text.Json.Nodes;
using Parley.AspNetCore.Tests.Operations;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests;

/// <summary>Which of a request's searches a backend is offered: one, and only where it is allowed.</summary>
public sealed class HostedSearchChoiceTests
{
    private const string ClaudeReply = """{"id":"msg_1","type":"message","role":"assistant","model":"m","stop_reason":"end_turn","content":[{"type":"text","text":"Snow."}],"usage":{"input_tokens":3,"output_tokens":4}}""";
    private const string GeminiReply = """{"candidates":[{"content":{"role":"model","parts":[{"text":"Snow."}]},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":4,"totalTokenCount":7}}""";
    private const string ResponsesReply = """{"id":"resp_1","object":"response","created_at":1,"status":"completed","model":"m","output":[{"type":"message","id":"msg_1","role":"assistant","status":"completed","content":[{"type":"output_text","text":"Snow.","annotations":[]}]}],"usage":{"input_tokens":3,"output_tokens":4,"total_tokens":7}}""";

    [Theory]
    [InlineData("anthropic", "v1/responses", """{"model":"b/m","input":"Hi","tools":[{"type":"web_search_preview"},{"type":"web_search"}],"tool_choice":{"type":"web_search"}}""", "moved tool_choice")]
    [InlineData("anthropic", "v1/responses", """{"model":"b/m","input":"Hi","tools":[{"type":"web_search"},{"type":"web_search_preview","search_context_size":"low"}]}""", "dropped tools[0].web_search_preview")]
    [InlineData("openai", "v1beta/models/b/m:generateContent", """{"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"tools":[{"googleSearch":{}},{"googleSearchRetrieval":{}}]}""", "")]
    public async Task Searches_beside_each_other_are_one(string type, string path, string body, string loss)
    {
        await using var behind = await Behind.StartAsync(type);
        behind.Upstream.Then(Script.Json(type == "anthropic" ? ClaudeReply : ResponsesReply));

        using var response = await behind.Gateway.PostAsync(path, body);

        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        Assert.Single(Assert.Single(behind.Upstream.Received).Json["tools"]!.AsArray());
        Assert.Equal(loss.StartsWith("dropped", StringComparison.Ordinal), response.Headers.GetValues("x-parley-conversion").Single() == "lossy");
        if (loss.StartsWith("dropped", StringComparison.Ordinal))
            Assert.Contains(loss, response.Headers.GetValues("x-parley-conversion-details").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("anthropic", """{"type":"web_search"}""", "web_search")]
    [InlineData("anthropic", """{"type":"function","name":"f"}""", "f")]
    [InlineData("anthropic", """{"type":"function","name":"f"},{"type":"web_search"}""", "f web_search")]
    [InlineData("gemini", """{"type":"web_search"}""", "googleSearch")]
    [InlineData("gemini", """{"type":"function","name":"f"}""", "f")]
    [InlineData("gemini", """{"type":"function","name":"f"},{"type":"web_search"}""", null)]
    public async Task Search_that_is_not_allowed_is_not_offered(string type, string allowed, string? offered)
    {
        await using var behind = await Behind.StartAsync(type);
        behind.Upstream.Then(Script.Json(type == "gemini" ? GeminiReply : ClaudeReply));

        var (status, answer, _) = await behind.AskAsync("v1/responses", $$$"""
            {"model":"b/m","input":"Hi","tools":[{"type":"function","name":"f","parameters":{"type":"object"}},{"type":"web_search"},{"type":"function","name":"g","parameters":{"type":"object"}}],
             "tool_choice":{"type":"allowed_tools","mode":"auto","tools":[{{{allowed}}}] } }
            """);

        Assert.True(status == (offered is null ? 400 : 200), answer);
        if (offered is not null)
            Assert.Equal(offered, string.Join(' ', Assert.Single(behind.Upstream.Received).Json["tools"]!.AsArray().Select(static tool => NameOf(tool!))));
    }

    /// <summary>Google has functions in a list, and its search as the member of an object.</summary>
    private static string NameOf(JsonNode tool) =>
        (tool["name"] ?? tool["functionDeclarations"]?[0]?["name"])?.GetValue<string>() ?? tool.AsObject().Single().Key;
}
