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
            Assert.Equal(offered, Offered(Assert.Single(behind.Upstream.Received).Json));
    }

    private const string Tools = """ "tools":[{"type":"function","name":"f","parameters":{"type":"object"}},{"type":"web_search"},{"type":"function","name":"g","parameters":{"type":"object"}}] """;
    private const string ChatTools = """ "web_search_options":{},"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}},{"type":"function","function":{"name":"g","parameters":{"type":"object"}}}] """;

    [Theory]
    [InlineData(Tools, "none", "f", """{"mode":"NONE"}""", "tool_choice")]
    [InlineData(Tools, """{"type":"function","name":"f"}""", "f", """{"mode":"ANY","allowedFunctionNames":["f"]}""", "tool_choice")]
    [InlineData(Tools, """{"type":"allowed_tools","mode":"required","tools":[{"type":"function","name":"f"}]}""", "f", """{"mode":"ANY","allowedFunctionNames":["f"]}""", "tool_choice")]
    [InlineData(Tools, """{"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"f"}]}""", "f", """{"mode":"AUTO"}""", "tool_choice")]
    [InlineData(Tools, """{"type":"web_search"}""", "googleSearch", null, "dropped tool_choice")]
    [InlineData(Tools, """{"type":"allowed_tools","mode":"required","tools":[{"type":"web_search"}]}""", "googleSearch", null, "dropped tool_choice")]
    [InlineData(Tools, """{"type":"allowed_tools","mode":"auto","tools":[{"type":"web_search"}]}""", "googleSearch", null, "tool_choice")]
    [InlineData(ChatTools, "none", "f", """{"mode":"NONE"}""", "tool_choice")]
    [InlineData(ChatTools, """{"type":"function","function":{"name":"f"}}""", "f", """{"mode":"ANY","allowedFunctionNames":["f"]}""", "tool_choice")]
    [InlineData(ChatTools, """{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"f"}}]}}""", "f", """{"mode":"AUTO"}""", "tool_choice")]
    [InlineData(""" "tools":[{"type":"web_search"}] """, "none", "", null, "tool_choice")]
    [InlineData(""" "web_search_options":{} """, "none", "", null, "tool_choice")]
    public async Task Gemini_is_offered_what_the_choice_leaves_of_search_and_functions(string tools, string choice, string offered, string? config, string told)
    {
        await using var behind = await Behind.StartAsync("gemini");
        behind.Upstream.Then(Script.Json(GeminiReply));
        choice = choice == "none" ? "\"none\"" : choice;

        using var response = await behind.Gateway.PostAsync(tools.Contains("web_search_options", StringComparison.Ordinal) ? "v1/chat/completions" : "v1/responses",
            $$"""{"model":"b/m","{{(tools.Contains("web_search_options", StringComparison.Ordinal) ? "messages" : "input")}}":[{"role":"user","content":"Hi"}],{{tools}},"tool_choice":{{choice}}}""");

        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        var sent = Assert.Single(behind.Upstream.Received).Json;
        Assert.Equal((offered, config), (Offered(sent), sent["toolConfig"]?["functionCallingConfig"]?.ToJsonString()));
        Assert.Equal(config is null, sent["toolConfig"] is null);
        Assert.Contains(told, response.Headers.GetValues("x-parley-conversion-details").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("anthropic", "web_search", "{\"type\":\"none\"}")]
    [InlineData("openai", "web_search", "\"none\"")]
    [InlineData("perplexity", "", null)]
    public async Task Search_that_is_forbidden_is_not_made(string type, string offered, string? choice)
    {
        await using var behind = await Behind.StartAsync(type);
        behind.Upstream.Then(Script.Json(type switch { "anthropic" => ClaudeReply, "openai" => ResponsesReply, _ => WireSample.OpenAI.Reply }));
        var (path, body) = type == "anthropic"
            ? ("v1/responses", """{"model":"b/m","input":"Hi","tools":[{"type":"web_search"}],"tool_choice":"none"}""")
            : ("v1/messages", """{"model":"b/m","max_tokens":9,"messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"web_search_20250305","name":"web_search"}],"tool_choice":{"type":"none"}}""");

        using var response = await behind.Gateway.PostAsync(path, body);

        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        var sent = Assert.Single(behind.Upstream.Received).Json;
        Assert.Equal((offered, choice), (type == "perplexity" ? "" : sent["tools"]![0]!["type"]!.GetValue<string>()[..10], sent["tool_choice"]?.ToJsonString()));
        Assert.Null(sent["web_search_options"]);
        Assert.Equal(type == "perplexity", response.Headers.TryGetValues("x-parley-conversion-details", out var details) && details.Single().Contains("tool_choice", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Search_beside_functions_is_refused_for_the_true_reason_whichever_way_it_is_asked_for()
    {
        await using var behind = await Behind.StartAsync("gemini");

        var (status, answer, _) = await behind.AskAsync("v1/chat/completions", $$"""{"model":"b/m","messages":[{"role":"user","content":"Hi"}],{{ChatTools}}}""");

        Assert.Equal(400, status);
        Assert.Contains("searches the web, but not beside the other tools", answer, StringComparison.Ordinal);
    }

    private static string Offered(JsonNode sent) => string.Join(' ', sent["tools"]?.AsArray().Select(static tool => NameOf(tool!)) ?? []);

    /// <summary>Google has functions in a list, and its search as the member of an object.</summary>
    private static string NameOf(JsonNode tool) =>
        (tool["name"] ?? tool["functionDeclarations"]?[0]?["name"])?.GetValue<string>() ?? tool.AsObject().Single().Key;
}
