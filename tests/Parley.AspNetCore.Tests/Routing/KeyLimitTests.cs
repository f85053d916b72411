using System.Net;
using System.Text.Json;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests.Routing;

/// <summary>What a key may use holds for the target of every attempt, whichever name led there.</summary>
public sealed class KeyLimitTests
{
    [Theory]
    [InlineData("""{"model":"second/m-1","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("""{"model":"first/secret-1","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("""{"model":"both","messages":[{"role":"user","content":"Hi"}],"x":1}""")]
    [InlineData("""{"model":"auto","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("""{"model":"first/m-1","fallbacks":["second/m-1"],"messages":[{"role":"user","content":"Hi"}]}""")]
    public async Task Target_that_the_key_may_not_use_is_never_asked(string body)
    {
        await using var first = new ScriptedUpstream();
        await using var second = new ScriptedUpstream();
        await using var gateway = await StartAsync(first, second);
        first.Then(Script.Json("{}", 503)).Then(Script.Json("{}", 503));

        using var response = await gateway.PostAsync("v1/chat/completions", body, ("Authorization", "Bearer long-enough"));

        Assert.Empty(second.Received);
        Assert.DoesNotContain(first.Received, static received => received.Body.Contains("secret", StringComparison.Ordinal));
        Assert.False(response.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Key_that_may_use_no_target_of_a_name_is_told_so()
    {
        await using var first = new ScriptedUpstream();
        await using var second = new ScriptedUpstream();
        await using var gateway = await StartAsync(first, second);

        using var response = await gateway.PostAsync("v1/messages", """{"model":"second/m-1","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}""", ("x-api-key", "long-enough"));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("\"permission_error\",\"message\":\"The key may not use 'second/m-1'.\"", (await response.Content.ReadAsStringAsync()).Replace("\\u0027", "'", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"model":"second-only","messages":[{"role":"user","content":"Hi"}]}""", "'second-only'")]
    [InlineData("""{"model":"secret-1","fallbacks":["second-only"],"messages":[{"role":"user","content":"Hi"}]}""", "'secret-1' or 'second-only'")]
    [InlineData("""{"model":"secret-1","fallbacks":["nowhere-at-all"],"messages":[{"role":"user","content":"Hi"}]}""", "'secret-1'")]
    public async Task Refusal_names_what_the_caller_asked_for(string body, string names)
    {
        await using var first = new ScriptedUpstream();
        await using var second = new ScriptedUpstream();
        await using var gateway = await StartAsync(first, second);

        using var response = await gateway.PostAsync("v1/chat/completions", body, ("Authorization", "Bearer long-enough"));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        using var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal($"The key may not use {names}.", error.RootElement.GetProperty("error").GetProperty("message").GetString());
    }

    [Fact]
    public async Task Key_that_is_confined_may_not_go_around_it_by_what_is_passed_through()
    {
        await using var first = new ScriptedUpstream();
        await using var second = new ScriptedUpstream();
        await using var gateway = await StartAsync(first, second);

        using var response = await gateway.PostAsync("first/passthrough/v1/files", "{}", ("x-api-key", "long-enough"));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Empty(first.Received);
    }

    private static Task<RunningGateway> StartAsync(ScriptedUpstream first, ScriptedUpstream second) => RunningGateway.StartAsync($$"""
        {
          "backends": [
            { "id": "first", "type": "openai-compatible", "endpoint": "{{first.Address}}", "passthrough": true },
            { "id": "second", "type": "openai-compatible", "endpoint": "{{second.Address}}" }
          ],
          "models": [ { "name": "both", "targets": ["first/m-1", "second/m-1"] }, { "name": "second-only", "targets": ["second/m-1"] }, { "name": "secret-1", "targets": ["first/secret-2"] } ],
          "keys": [ { "name": "k", "key": "long-enough", "backends": ["first"], "models": ["m-*"] } ]
        }
        """);
}
