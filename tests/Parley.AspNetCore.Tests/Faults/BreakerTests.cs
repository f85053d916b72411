using System.Net;
using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Faults;

/// <summary>Breakers behind a real server: who is asked once a target has failed, and what operators see and do.</summary>
public sealed class BreakerTests
{
    private const string Ask = """{"model":"m","messages":[{"role":"user","content":"Hello"}]}""";
    private const string Answer = """{"id":"c","object":"chat.completion","created":1,"model":"x","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]}""";

    [Fact]
    public async Task Target_that_failed_too_often_is_no_longer_asked_while_another_is_there()
    {
        await using var bad = new ScriptedUpstream { Otherwise = static _ => Script.Json("{}", 500) };
        await using var good = new ScriptedUpstream { Otherwise = static _ => Script.Json(Answer) };
        await using var gateway = await StartAsync(bad, good, "\"m\",\"targets\":[\"bad/x\",\"good/x\"]");

        for (var i = 0; i < 10; i++)
            Assert.Equal(HttpStatusCode.OK, (await gateway.PostAsync("v1/chat/completions", Ask)).StatusCode);

        Assert.Equal((3, 10), (bad.Received.Count, good.Received.Count));
        var backend = (await BackendsAsync(gateway))[0]!;
        Assert.Equal(("open", "open"), ((string?)backend["breaker"], (string?)backend["targets"]![0]!["breaker"]));
        Assert.Equal("3 failures in a row, the last: Upstream", (string?)backend["targets"]![0]!["breaker_reason"]);
    }

    [Fact]
    public async Task Opening_and_closing_are_one_log_line_each()
    {
        await using var bad = new ScriptedUpstream { Otherwise = static _ => Script.Json("{}", 500) };
        await using var good = new ScriptedUpstream { Otherwise = static _ => Script.Json(Answer) };
        await using var gateway = await StartAsync(bad, good, "\"m\",\"targets\":[\"bad/x\",\"good/x\"]");

        for (var i = 0; i < 10; i++)
            Assert.Equal(HttpStatusCode.OK, (await gateway.PostAsync("v1/chat/completions", Ask)).StatusCode);
        using var turned = await gateway.PostAsync("admin/backends/bad/breaker", """{"action":"close"}""");

        var lines = gateway.Log.Lines.Where(static line => line.StartsWith("The breaker", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, lines.Count);
        Assert.Matches(@"^The breaker of bad/x is open until \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ: 3 failures in a row, the last: Upstream$", lines[0]);
        Assert.Equal("The breaker of bad/x is closed: an operator has closed it", lines[1]);
    }

    [Fact]
    public async Task Only_target_of_a_name_is_asked_however_often_it_fails()
    {
        await using var bad = new ScriptedUpstream { Otherwise = static _ => Script.Json("{}", 500) };
        await using var gateway = await StartAsync(bad, bad, "\"m\",\"targets\":[\"bad/x\"]");

        for (var i = 0; i < 6; i++)
            Assert.Equal(HttpStatusCode.InternalServerError, (await gateway.PostAsync("v1/chat/completions", Ask)).StatusCode);

        // Each is tried once more.
        Assert.Equal(12, bad.Received.Count);
    }

    [Fact]
    public async Task Mistakes_of_callers_open_nothing()
    {
        await using var strict = new ScriptedUpstream { Otherwise = static _ => Script.Json("""{"error":{"message":"no","type":"invalid_request_error"}}""", 400) };
        await using var good = new ScriptedUpstream { Otherwise = static _ => Script.Json(Answer) };
        await using var gateway = await StartAsync(strict, good, "\"m\",\"targets\":[\"bad/x\",\"good/x\"]");

        for (var i = 0; i < 6; i++)
            Assert.Equal(HttpStatusCode.BadRequest, (await gateway.PostAsync("v1/chat/completions", Ask)).StatusCode);

        Assert.Equal("closed", (string?)(await BackendsAsync(gateway))[0]!["breaker"]);
    }

    [Fact]
    public async Task Open_target_is_asked_when_all_others_have_failed()
    {
        await using var first = new ScriptedUpstream { Otherwise = static _ => Script.Json("{}", 500) };
        await using var second = new ScriptedUpstream { Otherwise = static _ => Script.Json(Answer) };
        await using var gateway = await StartAsync(first, second, "\"m\",\"targets\":[\"bad/x\",\"good/x\"]");
        for (var i = 0; i < 3; i++)
            await gateway.PostAsync("v1/chat/completions", Ask);
        second.Otherwise = static _ => Script.Json("{}", 500);
        first.Otherwise = static _ => Script.Json(Answer);

        using var response = await gateway.PostAsync("v1/chat/completions", Ask);

        Assert.Equal((HttpStatusCode.OK, "bad"), (response.StatusCode, response.Headers.GetValues("x-parley-backend").Single()));
    }

    [Fact]
    public async Task Operator_opens_closes_and_resets()
    {
        await using var upstream = new ScriptedUpstream { Otherwise = static _ => Script.Json(Answer) };
        await using var gateway = await StartAsync(upstream, upstream, "\"m\",\"targets\":[\"bad/x\"]");

        Assert.Equal("held_open", (string?)(await TurnAsync(gateway, "bad", """{"action":"open"}"""))["breaker"]);
        using var refused = await gateway.PostAsync("v1/chat/completions", Ask);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Contains("bad/x: an operator holds its breaker open", await refused.Content.ReadAsStringAsync());
        Assert.Empty(upstream.Received);

        Assert.Equal("closed", (string?)(await TurnAsync(gateway, "BAD", """{"action":"close"}"""))["breaker"]);
        Assert.Equal(HttpStatusCode.OK, (await gateway.PostAsync("v1/chat/completions", Ask)).StatusCode);
        Assert.Equal("closed", (string?)(await TurnAsync(gateway, "bad", """{"action":"reset"}"""))["breaker"]);
    }

    [Theory]
    [InlineData("none", """{"action":"open"}""", 404, "unknown_backend")]
    [InlineData("bad", """{"action":"half"}""", 400, "action must be open, close or reset.")]
    [InlineData("bad", "{}", 400, "action must be open, close or reset.")]
    [InlineData("bad", "no", 400, "invalid_request_error")]
    public async Task Order_that_makes_no_sense_is_refused(string id, string body, int status, string says)
    {
        await using var upstream = new ScriptedUpstream();
        await using var gateway = await StartAsync(upstream, upstream, "\"m\",\"targets\":[\"bad/x\"]");

        using var response = await gateway.PostAsync($"admin/backends/{id}/breaker", body);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(says, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Stranger_neither_sees_nor_turns_anything()
    {
        await using var gateway = await RunningGateway.StartAsync("""{ "keys": [ { "name": "dev", "key": "sk-dev-1" }, { "name": "ops", "key": "sk-ops-1", "admin": true } ], "backends": [ { "id": "b", "type": "ollama" } ] }""");

        using var list = await gateway.Client.GetAsync("admin/backends");
        using var turn = await gateway.PostAsync("admin/backends/b/breaker", """{"action":"open"}""");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (list.StatusCode, turn.StatusCode));
        using var caller = await gateway.PostAsync("admin/backends/b/breaker", """{"action":"open"}""", ("x-api-key", "sk-dev-1"));
        Assert.Equal(HttpStatusCode.Forbidden, caller.StatusCode);
        using var again = await gateway.PostAsync("admin/backends/b/breaker", """{"action":"reset"}""", ("x-api-key", "sk-ops-1"));
        Assert.Equal("closed", (string?)JsonNode.Parse(await again.Content.ReadAsStringAsync())!["breaker"]);
    }

    [Fact]
    public async Task What_answers_cost_is_compared_where_prices_are_known()
    {
        await using var upstream = new ScriptedUpstream { Otherwise = static _ => Script.Json(WireSample.OpenAI.Reply) };
        await using var gateway = await RunningGateway.StartAsync($$"""
            { "routing": { "prices": { "exchange_rates": { "EUR": 1 } } }, "backends": [
                { "id": "cheap", "type": "openai-compatible", "endpoint": "{{upstream.Address}}", "cost_per_token": 1 },
                { "id": "dear", "type": "openai-compatible", "endpoint": "{{upstream.Address}}", "cost_per_token": 4 },
                { "id": "unknown", "type": "openai-compatible", "endpoint": "{{upstream.Address}}" } ] }
            """);
        foreach (var backend in (string[])["cheap", "dear", "unknown"])
            (await gateway.PostAsync("v1/chat/completions", $$"""{"model":"{{backend}}/x","messages":[{"role":"user","content":"Hello"}]}""")).Dispose();

        Assert.Equal(["1", "0.25", null], (await BackendsAsync(gateway)).Select(static backend => backend!["targets"]![0]!["cost_efficiency"]?.ToString()));
    }

    private static async Task<JsonArray> BackendsAsync(RunningGateway gateway) =>
        JsonNode.Parse(await gateway.Client.GetStringAsync("admin/backends"))!["backends"]!.AsArray();

    private static async Task<JsonNode> TurnAsync(RunningGateway gateway, string id, string body)
    {
        using var response = await gateway.PostAsync($"admin/backends/{id}/breaker", body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private static Task<RunningGateway> StartAsync(ScriptedUpstream bad, ScriptedUpstream good, string model) => RunningGateway.StartAsync($$"""
        {
          "breaker": { "maxFailures": 3 },
          "backends": [
            { "id": "bad", "type": "openai-compatible", "endpoint": "{{bad.Address}}" },
            { "id": "good", "type": "openai-compatible", "endpoint": "{{good.Address}}" }
          ],
          "models": [ { "name": {{model}} } ]
        }
        """);
}
