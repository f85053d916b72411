using System.Net;
using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Faults;

/// <summary>Several keys of one backend behind a real server.</summary>
public sealed class KeyPoolTests
{
    private const string Answer = """{"id":"c","object":"chat.completion","created":1,"model":"x","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]}""";

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(429)]
    public async Task Request_that_meets_a_bad_key_is_answered_with_the_next(int status)
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Otherwise = request => KeyOf(request) == "sk-two" ? Script.Json(Answer) : Script.Json("""{"error":{"message":"no"}}""", status);
        await using var gateway = await StartAsync(upstream);

        for (var i = 0; i < 4; i++)
            Assert.Equal(HttpStatusCode.OK, (await AskAsync(gateway)).StatusCode);

        Assert.Equal(["sk-one", "sk-two", "sk-two", "sk-two", "sk-two"], upstream.Received.Select(KeyOf));
        var settled = await gateway.Settled.NextAsync();
        Assert.Equal(["b#1", "b#2"], settled.Attempts.Select(static attempt => attempt.Key));
    }

    [Fact]
    public async Task Fault_is_told_when_every_key_has_it_and_each_was_tried_once()
    {
        await using var upstream = new ScriptedUpstream { Otherwise = static _ => Script.Json("""{"error":{"message":"Incorrect API key"}}""", 401) };
        await using var gateway = await StartAsync(upstream);

        using var response = await AskAsync(gateway);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(["sk-one", "sk-two"], upstream.Received.Select(KeyOf));
    }

    [Fact]
    public async Task Caller_is_told_to_wait_for_the_key_that_is_free_first()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Otherwise = static request => Script.Json("""{"error":{"message":"slow down"}}""", 429, ("retry-after", KeyOf(request) == "sk-one" ? "30" : "600"));
        await using var gateway = await StartAsync(upstream);

        using var response = await AskAsync(gateway);

        Assert.Equal(["sk-one", "sk-two"], upstream.Received.Select(KeyOf));
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.InRange(int.Parse(response.Headers.GetValues("retry-after").Single(), System.Globalization.CultureInfo.InvariantCulture), 1, 30);
    }

    [Fact]
    public async Task Models_are_listed_with_a_key_that_lives()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Otherwise = static request => KeyOf(request) != "sk-two" ? Script.Json("{}", 401) : request.Method == "GET" ? Script.Json("""{"data":[{"id":"listed"}]}""") : Script.Json(Answer);
        await using var gateway = await StartAsync(upstream);
        await AskAsync(gateway);

        await gateway.RefreshModelsAsync();

        Assert.Contains("b/listed", await gateway.Client.GetStringAsync("v1/models"));
    }

    [Fact]
    public async Task Keys_are_shown_by_name_and_reset_by_hand()
    {
        await using var upstream = new ScriptedUpstream();
        upstream.Otherwise = request => KeyOf(request) == "sk-two" ? Script.Json(Answer) : Script.Json("{}", 401);
        await using var gateway = await StartAsync(upstream);
        await AskAsync(gateway);

        var shown = await gateway.Client.GetStringAsync("admin/backends");
        using var turned = await gateway.PostAsync("admin/backends/b/breaker", """{"action":"reset"}""");

        Assert.Equal("""[{"name":"b#1","state":"refused"},{"name":"b#2","state":"live"}]""", JsonNode.Parse(shown)!["backends"]![0]!["keys"]!.ToJsonString());
        Assert.DoesNotContain("sk-", shown);
        Assert.Equal("live", (string?)JsonNode.Parse(await turned.Content.ReadAsStringAsync())!["keys"]![0]!["state"]);
    }

    [Fact]
    public async Task Conversation_stays_with_the_key_that_has_read_its_beginning_though_there_is_one_target()
    {
        await using var upstream = new ScriptedUpstream { Otherwise = static _ => Script.Json(Answer) };
        await using var gateway = await StartAsync(upstream);
        var turns = $$"""{"role":"user","content":"{{new string('x', 5000)}}"}""";

        for (var i = 0; i < 4; i++)
        {
            using var response = await gateway.PostAsync("v1/chat/completions", $$"""{"model":"b/x","messages":[{{turns}}]}""");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            await gateway.Settled.NextAsync();
            turns += $$""",{"role":"assistant","content":"Hi"},{"role":"user","content":"Go on {{i}}"}""";
            if (i % 2 == 0)
                await AskAsync(gateway);
        }

        Assert.Single(upstream.Received.Where(static request => request.Body.Length > 4096).Select(KeyOf).Distinct());
    }

    private static string KeyOf(ReceivedRequest request) => request.Headers["authorization"]["Bearer ".Length..];

    private static Task<HttpResponseMessage> AskAsync(RunningGateway gateway) =>
        gateway.PostAsync("v1/chat/completions", """{"model":"b/x","messages":[{"role":"user","content":"Hello"}]}""");

    private static Task<RunningGateway> StartAsync(ScriptedUpstream upstream) => RunningGateway.StartAsync(
        $$"""{ "backends": [ { "id": "b", "type": "openai-compatible", "endpoint": "{{upstream.Address}}", "api_keys": ["sk-one", "sk-two"] } ] }""");
}
