using System.Net;
using Parley.AspNetCore.Tests.Faults;
using Parley.TestKit.Upstream;

namespace Parley.AspNetCore.Tests;

/// <summary>What callers are told about losses, and how they forbid them.</summary>
public sealed class ConversionTests
{
    private const string Lossy = """{"model":"m","messages":[{"role":"user","content":"Hi"}],"logit_bias":{"50256":-100},"seed":7}""";
    private const string Plain = """{"model":"m","messages":[{"role":"user","content":"Hi"}],"max_tokens":5}""";

    [Fact]
    public async Task Same_dialect_is_exact()
    {
        await using var pair = await Pair.StartAsync("openai", "openai");
        pair.First.Then(Script.Json(WireSample.OpenAI.Reply));
        using var response = await pair.Gateway.PostAsync("v1/chat/completions", Lossy);
        Assert.Equal("exact", response.Headers.GetValues("x-parley-conversion").Single());
    }

    [Fact]
    public async Task Loss_is_told_with_the_fields()
    {
        await using var pair = await Pair.StartAsync("openai", "anthropic");
        pair.First.Then(Script.Json(WireSample.Anthropic.Reply));
        using var response = await pair.Gateway.PostAsync("v1/chat/completions", Lossy);
        Assert.Equal("lossy", response.Headers.GetValues("x-parley-conversion").Single());
        var details = response.Headers.GetValues("x-parley-conversion-details").Single();
        Assert.Contains("dropped logit_bias", details);
        Assert.Contains("dropped seed", details);
    }

    [Fact]
    public async Task Translation_without_loss_is_not_lossy()
    {
        await using var pair = await Pair.StartAsync("openai", "anthropic");
        pair.First.Then(Script.Json(WireSample.Anthropic.Reply));
        using var response = await pair.Gateway.PostAsync("v1/chat/completions", Plain);
        Assert.Equal("exact", response.Headers.GetValues("x-parley-conversion").Single());
    }

    [Fact]
    public async Task Reject_is_a_400_that_names_the_field_when_every_target_would_lose_it()
    {
        await using var pair = await Pair.StartAsync("openai", "anthropic");
        using var response = await pair.Gateway.PostAsync("v1/chat/completions", Lossy, ("x-parley-conversion", "reject"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("logit_bias", await response.Content.ReadAsStringAsync());
        Assert.Empty(pair.First.Received);
        Assert.Empty(pair.Second.Received);
    }

    [Theory]
    [InlineData("REJECT", "logit_bias")]
    [InlineData("rejct", "allow or reject")]
    public async Task Policy_is_never_misread_in_silence(string policy, string expected)
    {
        await using var pair = await Pair.StartAsync("openai", "anthropic");
        using var response = await pair.Gateway.PostAsync("v1/chat/completions", Lossy, ("x-parley-conversion", policy));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(expected, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Reject_leaves_out_the_target_that_would_lose_something()
    {
        await using var lossy = new ScriptedUpstream();
        await using var faithful = new ScriptedUpstream();
        faithful.Then(Script.Json(WireSample.OpenAI.Reply));
        await using var gateway = await RunningGateway.StartAsync($$"""
            {
              "backends": [
                { "id": "claude", "type": "anthropic", "endpoint": "{{lossy.Address}}", "api_key": "sk-1" },
                { "id": "gpt", "type": "openai", "endpoint": "{{faithful.Address}}", "api_key": "sk-2" }
              ],
              "models": [ { "name": "m", "targets": ["claude/c", "gpt/g"], "conversion": "reject" } ]
            }
            """);
        using var response = await gateway.PostAsync("v1/chat/completions", Lossy);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("gpt", response.Headers.GetValues("x-parley-backend").Single());
        Assert.Empty(lossy.Received);
    }
}
