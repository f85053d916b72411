using System.Text.Json.Nodes;
using Parley.AspNetCore.Tests.Operations;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Emulation;

/// <summary>Ollama's clients load a model by a request that says nothing.</summary>
public sealed class LoadTests
{
    [Theory]
    [InlineData("api/chat", "\"messages\":[]", "load")]
    [InlineData("api/chat", "\"keep_alive\":\"5m\"", "load")]
    [InlineData("api/chat", "\"messages\":[],\"keep_alive\":0", "unload")]
    [InlineData("api/chat", "\"keep_alive\":\"0s\",\"stream\":false", "unload")]
    [InlineData("api/generate", "\"stream\":false", "load")]
    [InlineData("api/generate", "\"keep_alive\":0", "unload")]
    public async Task Backend_of_another_dialect_is_not_called(string path, string members, string reason)
    {
        foreach (var type in (string[])["openai", "anthropic", "gemini"])
        {
            await using var behind = await Behind.StartAsync(type);

            var (status, body, _) = await behind.AskAsync(path, $$"""{"model":"b/m",{{members}}}""");

            Assert.True(status == 200, body);
            var line = JsonNode.Parse(body.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])!;
            Assert.Equal((true, reason), (line["done"]!.GetValue<bool>(), line["done_reason"]!.GetValue<string>()));
            Assert.Empty(behind.Upstream.Received);
        }
    }

    [Fact]
    public async Task Ollama_itself_is_asked()
    {
        await using var behind = await Behind.StartAsync("ollama");
        behind.Upstream.Then(Script.Json("""{"model":"m","created_at":"2025-01-01T00:00:00Z","message":{"role":"assistant","content":""},"done_reason":"load","done":true}"""));

        var (status, body, _) = await behind.AskAsync("api/chat", """{"model":"b/m","stream":false}""");

        Assert.Equal(200, status);
        Assert.Contains("\"done_reason\":\"load\"", body, StringComparison.Ordinal);
        Assert.Equal("""{"model":"m","stream":false}""", behind.Upstream.Received[0].Body);
    }

    [Fact]
    public async Task No_limit_of_local_servers_is_no_loss_elsewhere()
    {
        foreach (var (path, request) in ((string, string)[])
        [
            ("v1/chat/completions", """{"model":"b/m","max_tokens":-1,"messages":[{"role":"user","content":"Hi"}]}"""),
            ("api/chat", """{"model":"b/m","stream":false,"options":{"num_predict":-1},"messages":[{"role":"user","content":"Hi"}]}"""),
        ])
        {
            await using var behind = await Behind.StartAsync("gemini");
            behind.Upstream.Then(Script.Json(WireSample.Gemini.Reply));

            var (status, body, conversion) = await behind.AskAsync(path, request);

            Assert.Equal(200, status);
            Assert.True(conversion == "exact", $"{path} {conversion} {body}");
            Assert.DoesNotContain("maxOutputTokens", behind.Upstream.Received[0].Body, StringComparison.Ordinal);
        }
    }
}
