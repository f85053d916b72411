using System.Text.Json.Nodes;
using Parley.AspNetCore.Tests.Operations;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests;

/// <summary>What single providers of the catalog demand beyond their dialect, as their documentation says it.</summary>
public sealed class CatalogFactTests
{
    private const string Reply = """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}}""";

    [Theory]
    [InlineData("""{"temperature":1.5,"top_p":0}""", """{"temperature":1,"top_p":0.01}""")]
    [InlineData("""{"temperature":0.5,"top_p":0.9,"stop":["a"]}""", """{"temperature":0.5,"top_p":0.9,"stop":["a"]}""")]
    public async Task Zai_is_asked_within_its_ranges(string asked, string sent)
    {
        await using var behind = await Behind.StartAsync("zai");
        behind.Upstream.Then(Script.Json(Reply));

        var (status, _, _) = await behind.AskAsync("v1/chat/completions", """{"model":"b/glm-5","messages":[{"role":"user","content":"Hi"}],""" + asked[1..]);

        Assert.Equal(200, status);
        var body = Assert.Single(behind.Upstream.Received).Json.AsObject();
        body.Remove("model");
        body.Remove("messages");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(sent), body), body.ToJsonString());
    }

    [Fact]
    public async Task Second_stop_word_of_Zai_is_found_in_the_answer()
    {
        await using var behind = await Behind.StartAsync("zai");
        behind.Upstream.Then(Script.Json(Reply.Replace("\"content\":\"Hi\"", "\"content\":\"one STOP two\"", StringComparison.Ordinal)));

        var (_, body, _) = await behind.AskAsync("v1/chat/completions", """{"model":"b/glm-5","messages":[{"role":"user","content":"Hi"}],"stop":["END"," STOP"]}""");

        Assert.Equal("one", JsonNode.Parse(body)!["choices"]![0]!["message"]!["content"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("huggingface")]
    [InlineData("poe")]
    [InlineData("perplexity")]
    [InlineData("zai")]
    public async Task Several_answers_are_asked_for_one_by_one(string type)
    {
        await using var behind = await Behind.StartAsync(type);
        behind.Upstream.Then(Script.Json(Reply)).Then(Script.Json(Reply));

        var (status, body, _) = await behind.AskAsync("v1/chat/completions", """{"model":"b/m","messages":[{"role":"user","content":"Hi"}],"n":2}""");

        Assert.Equal((200, 2), (status, JsonNode.Parse(body)!["choices"]!.AsArray().Count));
        Assert.All(behind.Upstream.Received, static request => Assert.False(request.Json["n"]?.GetValue<int>() > 1));
    }

    [Theory]
    [InlineData("cloudflare", "gateway_id", "cf-aig-gateway-id")]
    [InlineData("huggingface", "bill_to", "x-hf-bill-to")]
    public async Task Header_is_sent_where_the_operator_fills_it(string type, string variable, string header)
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Then(Script.Json(Reply)).Then(Script.Json(Reply));
        await using var gateway = await RunningGateway.StartAsync($$"""
            { "backends": [
              { "id": "b", "type": "{{type}}", "endpoint": "{{upstream.Address}}", "api_key": "sk-b", "variables": { "{{variable}}": "mine" } },
              { "id": "c", "type": "{{type}}", "endpoint": "{{upstream.Address}}", "api_key": "sk-b" } ] }
            """);

        foreach (var backend in (string[])["b", "c"])
        {
            using var response = await gateway.PostAsync("v1/chat/completions", $$"""{"model":"{{backend}}/m","messages":[{"role":"user","content":"Hi"}]}""");
            Assert.True(response.IsSuccessStatusCode);
        }

        Assert.Equal("mine", upstream.Received[0].Headers[header]);
        Assert.False(upstream.Received[1].Headers.ContainsKey(header));
    }

    [Theory]
    [InlineData("cloudflare", 403, """{"result":null,"success":false,"errors":[{"code":10000,"message":"Authentication error"}],"messages":[]}""", "Authentication error")]
    [InlineData("databricks", 400, """{"error_code":"BAD_REQUEST","message":"Bad request: json: unknown field"}""", "Bad request: json: unknown field")]
    [InlineData("huggingface", 404, """{"error":"Model not found"}""", "Model not found")]
    [InlineData("snowflake", 400, """{"message":"unknown model","request_id":"r","error_code":"400"}""", "unknown model")]
    [InlineData("ai21", 422, """{"detail":"Invalid value"}""", "Invalid value")]
    [InlineData("zai", 429, """{"error":{"code":"1302","message":"Rate limit reached"}}""", "Rate limit reached")]
    [InlineData("voyage", 400, """{"detail":"Model nonexistent is not supported."}""", "Model nonexistent is not supported.")]
    public async Task Error_is_told_in_the_providers_words(string type, int status, string reply, string message)
    {
        await using var behind = await Behind.StartAsync(type);
        behind.Upstream.Then(Script.Json(reply, status));

        var (_, body, _) = type == "voyage"
            ? await behind.AskAsync("v1/embeddings", """{"model":"b/m","input":"a"}""")
            : await behind.AskAsync("v1/chat/completions", """{"model":"b/m","messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal(message, JsonNode.Parse(body)!["error"]!["message"]!.GetValue<string>());
    }
}
