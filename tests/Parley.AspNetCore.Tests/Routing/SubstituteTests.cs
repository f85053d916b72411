using System.Net;
using System.Text.Json.Nodes;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Routing;

/// <summary>Names that lead nowhere and have a substitute.</summary>
public sealed class SubstituteTests
{
    [Theory]
    [InlineData("code", "coder-1")]
    [InlineData("image", "small-1")]
    [InlineData(null, "small-1")]
    public async Task Substitute_is_taken_by_what_the_request_is_about_and_the_caller_is_told(string? about, string model)
    {
        await using var upstream = new ScriptedUpstream { Otherwise = static _ => Script.Json(WireSample.OpenAI.Reply) };
        await using var gateway = await StartAsync(upstream, """{ "code": "coder", "any": "small" }""");

        using var response = await AskAsync(gateway, about is null ? [] : [("X-Media-Type", about)]);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(model, JsonNode.Parse(upstream.Received[0].Body)!["model"]!.GetValue<string>());
        Assert.Equal($"clamped model=gpt-9>{model}", response.Headers.GetValues("x-parley-conversion-details").Single());
        var decision = JsonNode.Parse(await gateway.Client.GetStringAsync($"admin/requests/{response.Headers.GetValues("x-parley-request-id").Single()}/decision"))!;
        Assert.True(decision["is_substituted"]!.GetValue<bool>());
        Assert.Equal(("gpt-9", $"b/{model}"), (decision["request"]!["model"]!.GetValue<string>(), decision["chosen"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Words_of_the_request_say_what_it_is_about_where_they_are_looked_at()
    {
        await using var upstream = new ScriptedUpstream { Otherwise = static _ => Script.Json(WireSample.OpenAI.Reply) };
        await using var gateway = await StartAsync(upstream, """{ "code": "coder", "any": "small" }""");

        using var response = await AskAsync(gateway, [], "Please refactor this function ");

        Assert.Equal("coder-1", JsonNode.Parse(upstream.Received[0].Body)!["model"]!.GetValue<string>());
        var decision = JsonNode.Parse(await gateway.Client.GetStringAsync($"admin/requests/{response.Headers.GetValues("x-parley-request-id").Single()}/decision"))!;
        Assert.Equal("code", decision["request"]!["media_type"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("v1/embeddings", """{"model":"text-emb-9","input":"x"}""", HttpStatusCode.NotFound)]
    [InlineData("v1/chat/completions", """{"messages":[{"role":"user","content":"Hi"}]}""", HttpStatusCode.BadRequest)]
    public async Task Vectors_and_requests_without_a_model_have_no_substitute(string path, string body, HttpStatusCode status)
    {
        await using var upstream = new ScriptedUpstream { Otherwise = static _ => Script.Json(WireSample.OpenAI.Reply) };
        await using var gateway = await StartAsync(upstream, """{ "any": "small" }""");

        using var response = await gateway.PostAsync(path, body);

        Assert.Equal(status, response.StatusCode);
        Assert.Empty(upstream.Received);
    }

    [Fact]
    public async Task Name_without_a_substitute_is_not_found_and_a_strict_caller_gets_none()
    {
        await using var upstream = new ScriptedUpstream { Otherwise = static _ => Script.Json(WireSample.OpenAI.Reply) };
        await using var gateway = await StartAsync(upstream, """{ "code": "coder" }""");

        using var unknown = await AskAsync(gateway, [("X-Media-Type", "image")]);
        using var strict = await AskAsync(gateway, [("X-Media-Type", "code"), ("x-parley-conversion", "reject")]);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.BadRequest), (unknown.StatusCode, strict.StatusCode));
        Assert.Contains("model", await strict.Content.ReadAsStringAsync());
        Assert.Empty(upstream.Received);
    }

    private static Task<RunningGateway> StartAsync(ScriptedUpstream upstream, string substitutes) => RunningGateway.StartAsync($$"""
        { "routing": { "detect_workload": true, "model_translation": { "substitutes": {{substitutes}} } },
          "backends": [ { "id": "b", "type": "openai-compatible", "endpoint": "{{upstream.Address}}" } ],
          "models": [ { "name": "coder", "targets": ["b/coder-1"] }, { "name": "small", "targets": ["b/small-1"] } ] }
        """);

    private static Task<HttpResponseMessage> AskAsync(RunningGateway gateway, (string, string)[] headers, string text = "Hello") =>
        gateway.PostAsync("v1/chat/completions", $$"""{"model":"gpt-9","messages":[{"role":"user","content":"{{text}}"}]}""", headers);
}
