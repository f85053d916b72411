using System.Net;
using System.Text.Json.Nodes;

namespace Parley.AspNetCore.Tests.Routing;

/// <summary>Why a request went where it went: in headers, and asked for later.</summary>
public sealed class ExplanationTests
{
    /// <summary>Two backends that nobody listens for, and the echo behind them.</summary>
    private const string Config = """
        {
          "backends": [
            { "id": "a", "type": "ollama", "endpoint": "http://127.0.0.1:9", "characteristics": { "power_watts": 15, "avg_latency_ms": 200 } },
            { "id": "b", "type": "ollama", "endpoint": "http://127.0.0.1:9", "enabled": false }
          ],
          "models": [ { "name": "smart", "targets": ["a/x", "b/y", "parley/echo"] }, { "name": "sole", "targets": ["parley/echo"] }, { "name": "off", "targets": ["b/y"] } ]
        }
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reply_after_a_choice_says_where_it_comes_from(bool stream)
    {
        await using var gateway = await RunningGateway.StartAsync(Config);

        using var response = await gateway.PostAsync("v1/chat/completions", Body("smart", stream));

        await response.Content.ReadAsStringAsync();
        Assert.Equal("parley", Header(response, "x-backend-used"));
        Assert.Equal("next target after a/x: no connection came about", Header(response, "x-routing-reason"));
        Assert.Null(Header(response, "x-alternatives"));
        Assert.Null(Header(response, "x-parley-explain"));
    }

    [Fact]
    public async Task Reply_without_a_choice_says_it_only_to_those_who_ask()
    {
        await using var gateway = await RunningGateway.StartAsync(Config);

        using var silent = await gateway.PostAsync("v1/chat/completions", Body("sole"));
        using var told = await gateway.PostAsync("v1/chat/completions", Body("sole"), ("X-Parley-Explain", "1"));

        Assert.Null(Header(silent, "x-routing-reason"));
        Assert.Equal("the only target", Header(told, "x-routing-reason"));
        Assert.Equal("strategy=none; ranked=parley/echo", Header(told, "x-parley-explain"));
    }

    [Fact]
    public async Task Decision_is_found_by_the_id_of_the_request_with_every_attempt()
    {
        await using var gateway = await RunningGateway.StartAsync(Config);
        using var response = await gateway.PostAsync("v1/messages", """{"model":"smart","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}""", ("X-Parley-Explain", "true"));

        var decision = JsonNode.Parse(await gateway.Client.GetStringAsync($"admin/requests/{Header(response, "x-parley-request-id")}/decision"))!;

        Assert.Equal("a/x", decision["chosen"]!.GetValue<string>());
        Assert.Equal("enabled", decision["candidates"]![2]!["refused_by"]!.GetValue<string>());
        Assert.Equal("b/y", decision["candidates"]![2]!["target"]!.GetValue<string>());
        Assert.Equal(200, decision["candidates"]![0]!["latency_ms"]!.GetValue<double>());
        Assert.Equal(9, decision["request"]!["max_tokens"]!.GetValue<int>());
        Assert.Equal(["Connect", null], decision["attempts"]!.AsArray().Select(static attempt => attempt!["fault"]?.GetValue<string>()).Distinct());
        Assert.Null(decision["fault"]);
    }

    [Fact]
    public async Task Request_that_goes_on_from_an_earlier_answer_is_explained_and_kept_too()
    {
        await using var gateway = await RunningGateway.StartAsync(Config);
        using var first = await gateway.PostAsync("v1/responses", """{"model":"smart","input":"Hello"}""");
        var id = JsonNode.Parse(await first.Content.ReadAsStringAsync())!["id"]!.GetValue<string>();

        using var second = await gateway.PostAsync("v1/responses", $$"""{"model":"smart","input":"Go on","previous_response_id":"{{id}}"}""");

        Assert.Equal("parley", Header(second, "x-backend-used"));
        var decision = JsonNode.Parse(await gateway.Client.GetStringAsync($"admin/requests/{Header(second, "x-parley-request-id")}/decision"))!;
        Assert.Equal("a/x", decision["chosen"]!.GetValue<string>());
    }

    [Fact]
    public async Task Refusal_for_want_of_a_target_is_a_decision_too()
    {
        await using var gateway = await RunningGateway.StartAsync(Config);

        using var response = await gateway.PostAsync("v1/chat/completions", Body("off"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        var decision = JsonNode.Parse(await gateway.Client.GetStringAsync($"admin/requests/{Header(response, "x-parley-request-id")}/decision"))!;
        Assert.Null(decision["chosen"]);
        Assert.Equal("NoTarget", decision["fault"]!.GetValue<string>());
    }

    [Fact]
    public async Task Decisions_of_another_key_are_not_shown()
    {
        const string config = """{ "keys": [ { "name": "one", "key": "sk-1" }, { "name": "two", "key": "sk-2" } ], "models": [ { "name": "m", "targets": ["parley/echo"] } ] }""";
        await using var gateway = await RunningGateway.StartAsync(config);
        using var response = await gateway.PostAsync("v1/chat/completions", Body("m"), ("Authorization", "Bearer sk-1"));
        var path = $"admin/requests/{Header(response, "x-parley-request-id")}/decision";

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway, path, "sk-1"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(gateway, path, "sk-2"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(gateway, path, "sk-3"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(gateway, "admin/requests/nothing/decision", "sk-1"));
    }

    [Fact]
    public async Task List_has_one_line_for_each_decision_the_newest_first()
    {
        await using var gateway = await RunningGateway.StartAsync(Config);
        foreach (var model in (string[])["sole", "smart", "sole"])
            (await gateway.PostAsync("v1/chat/completions", Body(model))).Dispose();

        var lines = (await gateway.Client.GetStringAsync("admin/decisions?limit=2")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(["sole", "smart"], lines.Select(static line => JsonNode.Parse(line)!["request"]!["model"]!.GetValue<string>()));
        using var wrong = await gateway.Client.GetAsync(new Uri("admin/decisions?limit=none", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Theory]
    [InlineData("admin/route/explain", """{"model":"smart","messages":[{"role":"user","content":"Hi"}]}""", "a/x")]
    [InlineData("admin/route/explain?model=sole", "", "parley/echo")]
    [InlineData("admin/route/explain?dialect=anthropic-messages", """{"model":"smart","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}""", "a/x")]
    public async Task Request_that_is_only_asked_about_is_not_sent(string path, string body, string chosen)
    {
        await using var gateway = await RunningGateway.StartAsync(Config);

        using var response = await gateway.PostAsync(path, body);

        Assert.Equal(chosen, JsonNode.Parse(await response.Content.ReadAsStringAsync())!["chosen"]!.GetValue<string>());
        Assert.Empty(await gateway.Client.GetStringAsync("admin/decisions"));
    }

    [Theory]
    [InlineData("Hi", "", "a/x")]
    [InlineData("Prove step by step that this algorithm is optimal: ```while (true) ;```", "", "parley/echo")]
    [InlineData("Prove step by step that this algorithm is optimal: ```while (true) ;```", "?model=smart", "parley/echo")]
    public async Task Request_that_is_only_asked_about_is_looked_into_as_one_that_is_sent(string prompt, string query, string chosen)
    {
        await using var gateway = await RunningGateway.StartAsync(Config.TrimEnd()[..^1] + """
            , "routing": { "strategy": "complexity", "complexity": { "tiers": [ { "up_to": 0.3, "targets": ["a/*"] }, { "up_to": 1, "targets": ["parley/*"] } ] } } }
            """);
        var body = $$"""{"model":"smart","messages":[{"role":"user","content":"{{prompt}}"}]}""";

        using var explained = await gateway.PostAsync("admin/route/explain" + query, body);
        using var sent = await gateway.PostAsync("v1/chat/completions", body, ("X-Parley-Explain", "1"));

        var report = JsonNode.Parse(await explained.Content.ReadAsStringAsync())!;
        var decision = JsonNode.Parse(await gateway.Client.GetStringAsync($"admin/requests/{Header(sent, "x-parley-request-id")}/decision"))!;
        Assert.Equal(chosen, report["chosen"]!.GetValue<string>());
        Assert.Equal((decision["chosen"]!.GetValue<string>(), decision["reason"]!.GetValue<string>()), (report["chosen"]!.GetValue<string>(), report["reason"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Further_models_of_a_request_that_is_only_asked_about_count_beside_the_one_in_the_query()
    {
        await using var gateway = await RunningGateway.StartAsync(Config);

        using var explained = await gateway.PostAsync("admin/route/explain?model=off", """{"model":"x","models":["sole"],"messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal("parley/echo", JsonNode.Parse(await explained.Content.ReadAsStringAsync())!["chosen"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("admin/route/explain", "{", HttpStatusCode.BadRequest)]
    [InlineData("admin/route/explain?dialect=klingon", "{}", HttpStatusCode.BadRequest)]
    [InlineData("admin/route/explain?model=nothing", "", HttpStatusCode.NotFound)]
    public async Task Question_that_cannot_be_answered_is_refused(string path, string body, HttpStatusCode status)
    {
        await using var gateway = await RunningGateway.StartAsync(Config);
        using var response = await gateway.PostAsync(path, body);
        Assert.Equal(status, response.StatusCode);
    }

    private static string Body(string model, bool stream = false) => $$"""{"model":"{{model}}","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"Hi"}]}""";

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    private static async Task<HttpStatusCode> StatusAsync(RunningGateway gateway, string path, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", key);
        using var response = await gateway.Client.SendAsync(request);
        return response.StatusCode;
    }
}
