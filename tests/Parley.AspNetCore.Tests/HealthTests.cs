using System.Net;
using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests;

/// <summary>What health checks change behind a real server.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task Ready_says_who_cannot_answer_and_is_503_when_nobody_can()
    {
        await using var ill = new ScriptedUpstream { Otherwise = static _ => Script.Json("{}", 500) };
        await using var other = new ScriptedUpstream { Otherwise = static _ => Script.Json("{}") };
        await using var gateway = await StartAsync(ill, other);
        await gateway.CheckHealthAsync();

        Assert.Equal("ready\nill: its health check fails: it answers with status 500", await gateway.Client.GetStringAsync("health/ready"));

        using var turned = await gateway.PostAsync("admin/backends/other/breaker", """{"action":"open"}""");
        using var response = await gateway.Client.GetAsync("health/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("no backend can answer\nill: its health check fails: it answers with status 500\nother: an operator holds its breaker open", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Ill_backend_comes_last_and_is_asked_when_all_others_fail()
    {
        var isOtherIll = false;
        await using var ill = new ScriptedUpstream { Otherwise = static request => request.Method == "GET" ? Script.Json("{}", 500) : Script.Json(Answer) };
        await using var other = new ScriptedUpstream();
        other.Otherwise = request => request.Method != "GET" && isOtherIll ? Script.Json("{}", 500) : Script.Json(Answer);
        await using var gateway = await StartAsync(ill, other);
        await gateway.CheckHealthAsync();

        using var first = await AskAsync(gateway);
        isOtherIll = true;
        using var second = await AskAsync(gateway);

        Assert.Equal(("other", "ill"), (first.Headers.GetValues("x-parley-backend").Single(), second.Headers.GetValues("x-parley-backend").Single()));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
    }

    [Fact]
    public async Task Operator_sees_what_asking_showed()
    {
        await using var ill = new ScriptedUpstream { Otherwise = static _ => Script.Json("{}", 401) };
        await using var gateway = await StartAsync(ill, ill);
        await gateway.CheckHealthAsync();

        var health = JsonNode.Parse(await gateway.Client.GetStringAsync("admin/backends"))!["backends"]![0]!["health"]!;

        Assert.Equal((false, 1, "it answers with status 401"), ((bool)health["healthy"]!, (int)health["consecutive_failures"]!, (string?)health["reason"]));
    }

    private const string Answer = """{"id":"c","object":"chat.completion","created":1,"model":"x","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]}""";

    private static Task<HttpResponseMessage> AskAsync(RunningGateway gateway) =>
        gateway.PostAsync("v1/chat/completions", """{"model":"m","messages":[{"role":"user","content":"Hello"}]}""");

    private static Task<RunningGateway> StartAsync(ScriptedUpstream ill, ScriptedUpstream other) => RunningGateway.StartAsync($$"""
        {
          "health": { "threshold": 1 },
          "backends": [
            { "id": "ill", "type": "openai-compatible", "endpoint": "{{ill.Address}}" },
            { "id": "other", "type": "openai-compatible", "endpoint": "{{other.Address}}" }
          ],
          "models": [ { "name": "m", "targets": ["ill/x", "other/x"] } ]
        }
        """);
}
